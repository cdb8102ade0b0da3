package dev.dust.benchmarks.memory;

import dev.dust.DustStore;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscription;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Beginning a subscription where there are many. The yardstick is ours where there is none. */
public class SubscribeBenchmark {
    private static final int SUBSCRIPTIONS = 100;

    /** A store with subscriptions. */
    @State(Scope.Benchmark)
    public static class Subscribed {
        /** How many there are. */
        @Param({"0", "100000"})
        public int subscriptions;

        private final Subscription[] fresh = new Subscription[SUBSCRIPTIONS];
        private LocalClient client;
        private DustStore store;
        private int number;

        /** Makes them. */
        @Setup
        public void make() {
            client = LocalClient.online();
            store = client.store();
            for (int i = 0; i < subscriptions; i++) {
                subscribe();
            }
        }

        private Subscription subscribe() {
            return store.on("users/u" + number++ + "/*", Subscribed::ignore);
        }

        private static void ignore(DustEvent event) {
            // What is measured is subscribing.
        }

        /** Ends those of the last invocation. */
        @TearDown(Level.Invocation)
        public void end() {
            for (Subscription subscription : fresh) {
                subscription.close();
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
    @OperationsPerInvocation(SUBSCRIPTIONS)
    public void subscribe(Subscribed subscribed) {
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            subscribed.fresh[i] = subscribed.subscribe();
        }
    }
}
