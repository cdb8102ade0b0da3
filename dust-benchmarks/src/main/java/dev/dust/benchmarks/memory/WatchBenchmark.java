package dev.dust.benchmarks.memory;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.Ring;
import dev.dust.reading.TypeRef;
import dev.dust.subscribe.Subscription;
import dev.dust.value.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Telling a watcher of all objects of one that has changed. The yardstick does it by hand, in a skip list of the same rows. */
public class WatchBenchmark {

    /** A watcher that was told all there is. */
    @State(Scope.Benchmark)
    public static class Watching {
        private final Semaphore told = new Semaphore(0);
        private Ring<String> keys;
        private Subscription subscription;
        private int number;

        /** Begins to watch. */
        @Setup
        public void watch(FilledStore filled) {
            keys = Data.keys(filled.entries);
            subscription = filled.store.watch("users/*", new TypeRef<Map<String, String>>() {
            }, user -> told.release());
            told.acquireUninterruptibly(filled.entries / Data.FIELDS);
        }

        /** Ends it. */
        @TearDown
        public void end() {
            subscription.close();
        }
    }

    /** What the yardstick has of the same rows, and of what it told. */
    @State(Scope.Benchmark)
    public static class ByHand {
        /** How many rows there are. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private final Map<String, Integer> known = new HashMap<>();
        private final Semaphore told = new Semaphore(0);
        private ConcurrentSkipListMap<String, String> rows;
        private Ring<String> keys;
        private int number;

        /** Fills it. */
        @Setup
        public void fill() {
            rows = Data.skipList(entries);
            keys = Data.keys(entries);
            for (int i = 0; i < entries / Data.FIELDS; i++) {
                known.put(Data.user(i), object(Data.user(i)).hashCode());
            }
        }

        private Map<String, String> object(String user) {
            var object = new LinkedHashMap<String, String>();
            int name = user.length() + 1;
            rows.subMap(user + '/', user + '0').forEach((key, value) -> object.put(key.substring(name), value));
            return object;
        }

        /** On a thread of its own, as callbacks are. */
        private void tell(String user) {
            int now = object(user).hashCode();
            if (!Integer.valueOf(now).equals(known.put(user, now))) {
                told.release();
            }
        }
    }

    /** Ours: from the server's event to the end of the callback. */
    @Benchmark
    public void change(FilledStore filled, Watching watching) {
        filled.client.hear(filled.client.set(watching.keys.next(), Value.of("changed " + watching.number++)));
        watching.told.acquireUninterruptibly();
    }

    /** The yardstick. */
    @Benchmark
    public void changeByHand(ByHand hand) {
        String key = hand.keys.next();
        hand.rows.put(key, "changed " + hand.number++);
        Thread.ofVirtual().start(() -> hand.tell(key.substring(0, key.lastIndexOf('/'))));
        hand.told.acquireUninterruptibly();
    }
}
