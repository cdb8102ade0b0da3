package dev.dust.benchmarks.memory;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.transport.ServerMessage;
import dev.dust.value.Value;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Events for many stores on one connection, by turns. The yardstick is as many skip lists, put to by turns. */
public class StoresBenchmark {
    private static final int EVENTS = 1_000;
    private static final int LEAVES = 100;
    private static final int STORES = 1_000;

    /** A client of many stores. */
    @State(Scope.Benchmark)
    public static class Stores {

        private final ServerMessage[] next = new ServerMessage[EVENTS];
        private LocalClient client;
        private int number;

        /** Opens them. */
        @Setup
        public void open() {
            client = LocalClient.online();
            for (int i = 0; i < STORES; i++) {
                client.store(name(i));
            }
            // What each store keeps of its last events is full then, and its leaves are there.
            for (int i = 0; i < LEAVES; i++) {
                make();
                for (ServerMessage event : next) {
                    client.hear(event);
                }
            }
        }

        private static String name(int store) {
            return "bench/store" + store;
        }

        /** Makes events. */
        @Setup(Level.Invocation)
        public void make() {
            for (int i = 0; i < EVENTS; i++) {
                next[i] = client.set(name(number % STORES), leaf(number), Value.of(Data.text(i)));
                number++;
            }
        }

        /** Ends the client. */
        @TearDown
        public void close() {
            client.close();
        }
    }

    /** As many maps. */
    @State(Scope.Benchmark)
    public static class Maps {
        private final List<ConcurrentSkipListMap<String, String>> maps = Stream.generate(
                ConcurrentSkipListMap<String, String>::new).limit(STORES).toList();
        private final String[] keys = new String[EVENTS];
        private final String[] texts = new String[EVENTS];
        private int number;

        /** Makes entries. */
        @Setup(Level.Invocation)
        public void make() {
            for (int i = 0; i < EVENTS; i++) {
                keys[i] = leaf(number++);
                texts[i] = Data.text(i);
            }
        }
    }

    /** The leaf that the {@code number}-th event sets: one after the other in each store. */
    private static String leaf(int number) {
        return Data.key(number / STORES % LEAVES);
    }

    /** Ours. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void apply(Stores stores) {
        for (ServerMessage event : stores.next) {
            stores.client.hear(event);
        }
    }

    /** The yardstick. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void mapPuts(Maps maps) {
        for (int i = 0; i < EVENTS; i++) {
            maps.maps.get(i % STORES).put(maps.keys[i], maps.texts[i]);
        }
    }
}
