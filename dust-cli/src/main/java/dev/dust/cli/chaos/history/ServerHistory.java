package dev.dust.cli.chaos.history;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.server.ledger.Event;
import dev.dust.value.MapValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that a server committed to a store, in order, and when it forgot how it had come to that. */
public final class ServerHistory {

    /**
     * The server forgot.
     *
     * @param after how far it had come
     * @param upTo  what it forgot
     */
    public record Compaction(long after, long upTo) {
    }

    private final List<Committed> events;
    private final List<Compaction> compactions;
    private final Map<String, List<Committed>> byOpId = new HashMap<>();

    /** Of these ops, as they follow each other. */
    public ServerHistory(List<Committed> events, List<Compaction> compactions) {
        this.events = List.copyOf(events);
        this.compactions = List.copyOf(compactions);
        for (Committed event : events) {
            if (event.opId() != null) {
                byOpId.computeIfAbsent(event.opId(), id -> new ArrayList<>()).add(event);
            }
        }
    }

    /**
     * What the file of a server with {@code --data} says, which has just one store. What follows the last whole line does not
     * count.
     */
    public static ServerHistory read(Path file) throws IOException {
        var events = new ArrayList<Committed>();
        var compactions = new ArrayList<Compaction>();
        var json = new JacksonCodecs().json();
        String text = Files.readString(file);
        text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> {
            var entry = (MapValue) json.decode(line.getBytes(StandardCharsets.UTF_8));
            if (entry.get("event") instanceof MapValue event) {
                events.add(Committed.of(event));
            } else if (entry.get("compacted") != null) {
                long last = events.isEmpty() ? 0 : events.getLast().seq();
                compactions.add(new Compaction(last, Math.min(last, Committed.number(entry.get("compacted")))));
            }
        });
        return new ServerHistory(events, compactions);
    }

    /** What a ledger says that forgets nothing. */
    public static ServerHistory of(List<Event> events) {
        return new ServerHistory(events.stream().map(event -> Committed.of(event.payload())).toList(), List.of());
    }

    /** All ops, in order. */
    public List<Committed> events() {
        return events;
    }

    /** The last op's store_seq; 0 if there is none. */
    public long lastSeq() {
        return events.isEmpty() ? 0 : events.getLast().seq();
    }

    /** How often it forgot. */
    public int compactions() {
        return compactions.size();
    }

    /** The op of that seq; null if there is none. */
    @Nullable
    Committed at(long seq) {
        return seq < 1 || seq > events.size() ? null : events.get((int) seq - 1);
    }

    /** The ops of that client_op_id, in order. */
    List<Committed> named(String opId) {
        return byOpId.getOrDefault(opId, List.of());
    }

    /** Whether it had forgotten {@code event} before it committed the op of {@code seq}. */
    boolean hadForgotten(Committed event, long seq) {
        return compactions.stream().anyMatch(each -> each.upTo() >= event.seq() && each.after() < seq);
    }
}
