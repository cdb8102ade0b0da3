package dev.dust.benchmarks.memory;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.transport.ServerMessage;
import dev.dust.value.Value;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Events for many stores on one connection, by turns. The yardstick is ours with one store. */
public class StoresBenchmark {
    private static final int EVENTS = 1_000;
    private static final int LEAVES = 100;

    /** A client of many stores. */
    @State(Scope.Benchmark)
    public static class Stores {
        /** How many. */
        @Param({"1", "1000"})
        public int stores;

        private final ServerMessage[] next = new ServerMessage[EVENTS];
        private LocalClient client;
        private int number;

        /** Opens them. */
        @Setup
        public void open() {
            client = LocalClient.online();
            for (int i = 0; i < stores; i++) {
                client.store(name(i));
            }
        }

        private static String name(int store) {
            return "bench/store" + store;
        }

        /** Makes events. */
        @Setup(Level.Invocation)
        public void make() {
            for (int i = 0; i < EVENTS; i++) {
                next[i] = client.set(name(number++ % stores), Data.key(number / stores % LEAVES), Value.of(Data.text(i)));
            }
        }

        /** Ends the client. */
        @TearDown
        public void close() {
            client.close();
        }
    }

    /** Ours. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void apply(Stores stores) {
        for (ServerMessage event : stores.next) {
            stores.client.hear(event);
        }
    }
}
