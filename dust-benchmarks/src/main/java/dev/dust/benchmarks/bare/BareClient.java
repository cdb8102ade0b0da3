package dev.dust.benchmarks.bare;

import dev.dust.benchmarks.contender.Client;
import dev.dust.benchmarks.socket.BareSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The client of {@link BareContender}: what is asked and not answered, who listens, and the last value of each key. */
final class BareClient implements Client {
    private final AtomicLong lastId = new AtomicLong();
    private final Map<String, CompletableFuture<Boolean>> asked = new ConcurrentHashMap<>();
    private final Map<String, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();
    private final Map<String, String> values = new ConcurrentHashMap<>();
    @SuppressWarnings("NullAway.Init") // Connected before anybody has it.
    private BareSocket socket;

    private BareClient() {
    }

    static BareClient connect(int port, String space) throws Exception {
        var client = new BareClient();
        client.socket = new BareSocket(URI.create("ws://127.0.0.1:" + port + "/" + space), client::heard);
        return client;
    }

    private void heard(String frame) {
        if (frame.charAt(0) == BareFrames.CHANGE) {
            String[] words = BareFrames.words(frame, 2);
            values.put(words[0], words[1]);
            String folder = words[0].substring(0, words[0].indexOf('/'));
            listeners.getOrDefault(folder, List.of()).forEach(listener -> listener.accept(words[1]));
        } else {
            CompletableFuture<Boolean> answered = asked.remove(frame.substring(2));
            if (answered != null) {
                answered.complete(frame.charAt(0) == BareFrames.YES);
            }
        }
    }

    private CompletableFuture<Boolean> ask(char kind, Object... words) {
        String id = Long.toString(lastId.incrementAndGet());
        var answer = new CompletableFuture<Boolean>();
        asked.put(id, answer);
        var all = new Object[words.length + 1];
        all[0] = id;
        System.arraycopy(words, 0, all, 1, words.length);
        try {
            socket.send(BareFrames.of(kind, all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer;
    }

    @Override
    public CompletionStage<?> put(String key, String value) {
        return ask(BareFrames.PUT, key, value);
    }

    @Override
    public AutoCloseable listen(String folder, Consumer<String> heard) {
        List<Consumer<String>> all = listeners.computeIfAbsent(folder, missing -> new CopyOnWriteArrayList<>());
        all.add(heard);
        return () -> all.remove(heard);
    }

    @Override
    public void increment(String key) {
        ask(BareFrames.ADD, key).join();
    }

    @Override
    public void swap(String key) {
        while (true) {
            String old = local(key);
            if (ask(BareFrames.SWAP, key, old, Long.toString(Long.parseLong(old) + 1)).join()) {
                return;
            }
        }
    }

    @Override
    public long number(String key) {
        return Long.parseLong(local(key));
    }

    @Override
    public void lock(String key) {
        ask(BareFrames.LOCK, key).join();
    }

    @Override
    public void unlock(String key) {
        ask(BareFrames.UNLOCK, key).join();
    }

    @Override
    public void fetch(String key) {
        // It has what it was told.
    }

    @Override
    public String local(String key) {
        return values.getOrDefault(key, "0");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
