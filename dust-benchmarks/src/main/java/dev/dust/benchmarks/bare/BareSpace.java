package dev.dust.benchmarks.bare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The last value of each key, its clients, and who waits for which lock. What is asked for is done one after the other. */
final class BareSpace {
    private final Set<BareConnection> connections = ConcurrentHashMap.newKeySet();
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Queue<Waiting>> locks = new HashMap<>();

    /** Somebody who is to be told that the lock is theirs. */
    private record Waiting(BareConnection connection, String id) {
        void tell() {
            answer(connection, id, true);
        }
    }

    void enter(BareConnection connection) {
        connections.add(connection);
    }

    void leave(BareConnection connection) {
        connections.remove(connection);
    }

    /** Does what a frame asks for. */
    synchronized void asked(BareConnection by, String frame) {
        String[] words = BareFrames.words(frame, frame.charAt(0) == BareFrames.SWAP ? 4 : 3);
        String id = words[0];
        String key = words[1];
        switch (frame.charAt(0)) {
            case BareFrames.PUT -> {
                set(key, words[2]);
                answer(by, id, true);
            }
            case BareFrames.ADD -> {
                set(key, Long.toString(1 + Long.parseLong(values.getOrDefault(key, "0"))));
                answer(by, id, true);
            }
            case BareFrames.SWAP -> {
                boolean same = values.getOrDefault(key, "0").equals(words[2]);
                if (same) {
                    set(key, words[3]);
                }
                answer(by, id, same);
            }
            case BareFrames.LOCK -> lock(key, new Waiting(by, id));
            case BareFrames.UNLOCK -> {
                unlock(key);
                answer(by, id, true);
            }
            default -> throw new IllegalArgumentException(frame);
        }
    }

    private void set(String key, String value) {
        values.put(key, value);
        byte[] change = bytes(BareFrames.of(BareFrames.CHANGE, key, value));
        connections.forEach(connection -> connection.send(change));
    }

    private void lock(String key, Waiting waiting) {
        Queue<Waiting> all = locks.computeIfAbsent(key, missing -> new ArrayDeque<>());
        all.add(waiting);
        if (all.size() == 1) {
            waiting.tell();
        }
    }

    private void unlock(String key) {
        Queue<Waiting> all = locks.getOrDefault(key, new ArrayDeque<>());
        all.remove();
        if (!all.isEmpty()) {
            all.element().tell();
        }
    }

    private static void answer(BareConnection to, String id, boolean done) {
        to.send(bytes(BareFrames.of(done ? BareFrames.YES : BareFrames.NO, id)));
    }

    private static byte[] bytes(String frame) {
        return frame.getBytes(StandardCharsets.UTF_8);
    }
}
