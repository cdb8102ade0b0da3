package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Note.Called;
import dev.dust.cli.chaos.history.Note.CounterRead;
import dev.dust.cli.chaos.history.Note.Ending;
import dev.dust.cli.chaos.history.ServerHistory.Compaction;
import dev.dust.value.LeaseValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A run that is written by hand: what the server committed, and what clients did and heard. */
final class RecordedRun {
    static final long LEASE_MILLIS = 1_000;

    final List<Committed> events = new ArrayList<>();
    final List<Compaction> compactions = new ArrayList<>();
    private final Map<Integer, Client> clients = new LinkedHashMap<>();

    /** One process of a client, of that number. It lives to the end, unless it is killed. */
    Client client(int number) {
        return clients.computeIfAbsent(number, key -> new Client(number));
    }

    /** The server commits an op, and all clients hear of it that live. */
    Committed commit(Client by, String opId, String op, String path, Object value) {
        return commit(by, opId, op, path, value, false);
    }

    /** {@code maybeDuplicate}: whether all say so who hear of it. */
    Committed commit(Client by, String opId, String op, String path, Object value, boolean maybeDuplicate) {
        var event = new Committed(events.size() + 1, op, path, Value.from(value), by.device, opId);
        events.add(event);
        clients.values().stream().filter(client -> client.ended).forEach(client -> client.hear(event, maybeDuplicate));
        return event;
    }

    /** All clients that live show the rows that the history makes. */
    RecordedRun mirrored() {
        clients.values().stream().filter(client -> client.ended).forEach(client -> client.mirror(rows()));
        return this;
    }

    Map<String, Row> rows() {
        var rows = new Rows();
        events.forEach(rows::apply);
        return new TreeMap<>(rows.all());
    }

    /** The rules that are broken. */
    List<Violation.Rule> broken() {
        return violations().stream().map(Violation::rule).distinct().toList();
    }

    List<Violation> violations() {
        List<Life> lives = clients.values().stream().map(client -> new Life(client.number, client.ended, client.notes))
                .collect(Collectors.toList());
        return Checker.check(new Run(new ServerHistory(events, compactions), lives, LEASE_MILLIS));
    }

    /** What one process writes down. */
    final class Client {
        final List<Note> notes = new ArrayList<>();
        private final int number;
        private final String device;
        private boolean ended = true;
        private long calls;

        private Client(int number) {
            this.number = number;
            this.device = "dev_" + number;
            opened(true);
        }

        /** With a cache in memory, if it is not durable. Before everything else. */
        Client opened(boolean durable) {
            notes.clear();
            notes.add(new Note.Opened(device, durable, number));
            return this;
        }

        Client killed() {
            ended = false;
            return this;
        }

        /** Calls at a time, and the call returns. */
        long make(String opId, String op, String path, Object operand, Condition condition, long atMillis) {
            notes.add(new Called(++calls, op, path, Value.from(operand), condition, atMillis));
            notes.add(new Note.Made(calls, opId));
            return calls;
        }

        /** Calls for something that has to do with a lease. */
        long ask(String op, String key) {
            notes.add(new Called(++calls, op, key, null, Condition.NONE, 0));
            return calls;
        }

        Client answered(long call, Ending ending, long seq) {
            notes.add(new Note.Answered(call, ending, seq, ending == Ending.ACCEPTED ? null : "reason"));
            return this;
        }

        /** Makes a write that is committed and accepted, as it should be. */
        Committed write(String opId, String op, String path, Object operand, Object committed) {
            return write(opId, op, path, operand, committed, Condition.NONE, 0);
        }

        Committed write(String opId, String op, String path, Object operand, Object committed, Condition condition,
                long atMillis) {
            long call = make(opId, op, path, operand, condition, atMillis);
            Committed event = commit(this, opId, op, path, committed);
            answered(call, Ending.ACCEPTED, event.seq());
            return event;
        }

        /** Takes a lease that ends at a time. */
        Committed lease(String key, long expiresAt) {
            long call = ask("lease", key);
            Committed event = commit(this, null, "lease", key, LeaseValue.of(null, events.size() + 1, expiresAt));
            answered(call, Ending.ACCEPTED, event.seq());
            return event;
        }

        Client hear(Committed event, boolean maybeDuplicate) {
            notes.add(new Note.Heard(event.seq(), event.op(), event.path(), event.value(), event.opId(), maybeDuplicate));
            return this;
        }

        Client read(String path, long count) {
            notes.add(new CounterRead(path, count, events.size()));
            return this;
        }

        Client mirror(Map<String, Row> rows) {
            notes.add(new Note.Mirrored(events.size(), rows));
            return this;
        }

        /** Takes back its note of having heard of the op of that seq, and answers where it was. */
        int unhear(long seq) {
            for (int i = 0; i < notes.size(); i++) {
                if (notes.get(i) instanceof Note.Heard heard && heard.seq() == seq) {
                    notes.remove(i);
                    return i;
                }
            }
            throw new IllegalArgumentException("it has not heard of " + seq);
        }
    }
}
