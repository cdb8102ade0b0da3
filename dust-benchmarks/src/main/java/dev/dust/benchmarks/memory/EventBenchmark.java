package dev.dust.benchmarks.memory;

import dev.dust.DustStore;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.Ring;
import dev.dust.reading.Reading;
import dev.dust.transport.ServerMessage;
import dev.dust.value.Value;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Applying an event, under subscriptions and pending ops, and reading what it has set. The yardsticks are ours with none. */
public class EventBenchmark {
    private static final int EVENTS = 256;
    /** How many leaves the events set. */
    private static final int TARGETS = 1_000;

    /** Who listens, and what waits for the server. */
    @State(Scope.Benchmark)
    public static class Circumstances {
        /** How many subscriptions there are that match no event, though their patterns begin as the events' paths do. */
        @Param({"0", "10000"})
        public int subscriptions;
        /** How many writes have no answer. */
        @Param({"0", "1000"})
        public int pending;
        /** Whether each of them is at the path of events, or above it. */
        @Param({"false", "true"})
        public boolean overlapping;

        /** Makes them. */
        @Setup
        public void make(FilledStore filled) {
            for (int i = 0; i < subscriptions; i++) {
                filled.store.on("users/other" + i + "/*", event -> {
                    throw new IllegalStateException("nothing matches");
                });
            }
            for (int i = 0; i < pending; i++) {
                write(filled.store, i);
            }
        }

        private void write(DustStore store, int i) {
            if (!overlapping) {
                store.put("elsewhere/" + i, i);
            } else if (i % 2 == 0) {
                store.put(Data.key(i % TARGETS), "waiting");
            } else {
                store.merge(Data.user(i % TARGETS / Data.FIELDS), Map.of(Data.field(i % Data.FIELDS), "waiting"));
            }
        }
    }

    /** Where the events, and the ops that overlap them, are. */
    @State(Scope.Benchmark)
    public static class Targets {
        private Ring<String> paths;

        /** Chooses the paths. */
        @Setup
        public void choose(FilledStore filled) {
            paths = Data.keys(Math.min(TARGETS, filled.entries));
        }
    }

    /** The events of the next invocation, as they are when their frame has been read. */
    @State(Scope.Benchmark)
    public static class Events {
        private final ServerMessage[] next = new ServerMessage[EVENTS];

        /** Makes the events. */
        @Setup(Level.Invocation)
        public void make(FilledStore filled, Targets targets) {
            for (int i = 0; i < EVENTS; i++) {
                next[i] = filled.client.set(targets.paths.next(), Value.of(Data.text(i)));
            }
        }
    }

    /** What pending ops cost those who read: the answer is worked out of the row and the ops at its path and above. */
    @Benchmark
    public Reading get(FilledStore filled, Circumstances circumstances, Targets targets) {
        return filled.store.get(targets.paths.next());
    }

    /** Ours. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void apply(FilledStore filled, Circumstances circumstances, Targets targets, Events events) {
        for (ServerMessage event : events.next) {
            filled.client.hear(event);
        }
    }
}
