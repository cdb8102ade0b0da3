package dev.dust.benchmarks.memory;

import dev.dust.DustStore;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.benchmarks.fixture.Ring;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Writing ten leaves at once, until the echo has changed the rows: {@code put} of a map of ten fields, and {@code delete} of a
 * subtree of ten leaves.
 */
public class UserBenchmark {
    private static final int USERS = 64;

    /** The users of the next invocation. */
    @State(Scope.Benchmark)
    public static class Batch {
        /** How many rows there are. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private Ring<Integer> ring;
        private List<Integer> users;

        /** Puts all users in random order. */
        @Setup
        public void make() {
            ring = Data.shuffled(entries / Data.FIELDS, user -> user);
        }

        /** Takes the next. */
        @Setup(Level.Invocation)
        public void next() {
            users = new ArrayList<>(USERS);
            for (int i = 0; i < USERS; i++) {
                users.add(ring.next());
            }
        }
    }

    /** The server, which brings deleted users back when nobody looks at the clock. */
    @State(Scope.Benchmark)
    public static class StoreRepair {
        /** Brings all back. */
        @TearDown(Level.Invocation)
        public void repair(FilledStore filled, Batch batch) {
            LocalClient client = filled.client;
            batch.users.forEach(user -> client.hear(client.set(Data.user(user), Value.from(Data.userFields(user)))));
        }
    }

    /** The same for the map. */
    @State(Scope.Benchmark)
    public static class MapRepair {
        /** Brings all back. */
        @TearDown(Level.Invocation)
        public void repair(FilledMap filled, Batch batch) {
            batch.users.forEach(user -> putFields(filled.map, user, Data.userFields(user)));
        }
    }

    private static void putFields(ConcurrentSkipListMap<String, String> map, int user, Map<String, String> fields) {
        String prefix = Data.user(user) + "/";
        fields.forEach((field, value) -> map.put(prefix + field, value));
    }

    private static void clear(ConcurrentSkipListMap<String, String> map, String path) {
        map.subMap(path + "/", path + "0").clear();
    }

    /** Ours. */
    @Benchmark
    @OperationsPerInvocation(USERS)
    public void put(FilledStore filled, Batch batch, Blackhole sink) {
        DustStore store = filled.store;
        for (int user : batch.users) {
            sink.consume(store.put(Data.user(user), Data.userFields(user)));
        }
        filled.client.answerWrites();
    }

    /** The yardstick: what there was goes, and ten entries come. */
    @Benchmark
    @OperationsPerInvocation(USERS)
    public void mapPut(FilledMap filled, Batch batch) {
        for (int user : batch.users) {
            clear(filled.map, Data.user(user));
            putFields(filled.map, user, Data.userFields(user));
        }
    }

    /** Ours. */
    @Benchmark
    @OperationsPerInvocation(USERS)
    public void delete(FilledStore filled, Batch batch, StoreRepair repair, Blackhole sink) {
        for (int user : batch.users) {
            sink.consume(filled.store.delete(Data.user(user)));
        }
        filled.client.answerWrites();
    }

    /** The yardstick. */
    @Benchmark
    @OperationsPerInvocation(USERS)
    public void mapDelete(FilledMap filled, Batch batch, MapRepair repair) {
        for (int user : batch.users) {
            clear(filled.map, Data.user(user));
        }
    }
}
