package dev.dust.benchmarks.memory;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.benchmarks.fixture.Ring;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Many writes without a connection, and sending them once there is one, until the last is settled.
 */
public class OfflineBenchmark {

    /** A client without a connection. */
    @State(Scope.Benchmark)
    public static class Offline {
        /** How many writes it makes. */
        @Param({"1000", "100000"})
        public int writes;

        private LocalClient client;
        private Ring<String> paths;

        /** Makes it. */
        @Setup(Level.Invocation)
        public void make() {
            paths = paths == null ? Data.keys(writes) : paths;
            client = LocalClient.offline();
        }

        private void write() {
            for (int i = 0; i < writes; i++) {
                client.store().put(paths.next(), "written");
            }
        }

        /** Ends it. */
        @TearDown(Level.Invocation)
        public void close() {
            client.close();
        }
    }

    /** The same client, after its writes. */
    @State(Scope.Benchmark)
    public static class Waiting {
        /** Makes the writes. */
        @Setup(Level.Invocation)
        public void write(Offline offline) {
            offline.write();
        }
    }

    /** Ours. */
    @Benchmark
    public void write(Offline offline) {
        offline.write();
    }

    /** Ours; the yardstick is ours with few: what sending costs must not depend on how many wait. */
    @Benchmark
    public void flush(Offline offline, Waiting waiting) {
        offline.client.connect();
        offline.client.answerWrites();
        if (offline.client.store().status().pendingOps() > 0) {
            throw new IllegalStateException("there are writes left");
        }
    }

    /** The yardstick's maps. */
    @State(Scope.Benchmark)
    public static class Kept {
        /** How many writes they keep. */
        @Param({"1000", "100000"})
        public int writes;

        private Ring<String> paths;
        private Map<String, String> byId;
        private Map<String, String> byPath;

        /** Makes them. */
        @Setup(Level.Invocation)
        public void make() {
            paths = paths == null ? Data.keys(writes) : paths;
            byId = new LinkedHashMap<>();
            byPath = new ConcurrentSkipListMap<>();
        }
    }

    /** The yardstick: what a write has at the least, an id and a path, each to be found by. */
    @Benchmark
    public void mapWrite(Kept kept) {
        for (int i = 0; i < kept.writes; i++) {
            String path = kept.paths.next();
            String id = UUID.randomUUID().toString();
            kept.byId.put(id, path);
            kept.byPath.put(path, id);
        }
    }
}
