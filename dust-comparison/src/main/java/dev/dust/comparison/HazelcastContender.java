package dev.dust.comparison;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.NearCacheConfig;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.dust.benchmarks.contender.Client;
import dev.dust.benchmarks.contender.Contender;
import dev.dust.benchmarks.contender.NotOffered;
import dev.dust.benchmarks.contender.ServerProcess;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Hazelcast's client with one member in a JVM of its own. A space's map is {@code space}; local reads are those of its near
 * cache. Its counter is a {@code PNCounter}; the strict one is no part of what is free.
 */
public final class HazelcastContender implements Contender {
    /** What it takes to start on this JDK, by its manual, and no reports to its makers. */
    private static final List<String> OPTIONS = List.of("--add-modules", "java.se", "--add-exports",
            "java.base/jdk.internal.ref=ALL-UNNAMED", "--add-opens", "java.base/java.lang=ALL-UNNAMED", "--add-opens",
            "java.base/sun.nio.ch=ALL-UNNAMED", "--add-opens", "java.management/sun.management=ALL-UNNAMED", "--add-opens",
            "jdk.management/com.sun.management.internal=ALL-UNNAMED", "-Dhazelcast.phone.home.enabled=false");

    /** For the runner. */
    public HazelcastContender() {
    }

    @Override
    public String name() {
        return "Hazelcast";
    }

    @Override
    public String versions() {
        return Versions.of("hazelcast");
    }

    @Override
    public ServerProcess startServer() throws Exception {
        return ServerProcess
                .start((port, directory) -> ServerProcess.java(HazelcastServerMain.class, OPTIONS, Integer.toString(port)));
    }

    @Override
    public Client connect(int port, String space) {
        var config = new ClientConfig();
        config.getNetworkConfig().addAddress("127.0.0.1:" + port);
        config.addNearCacheConfig(new NearCacheConfig("reads*"));
        HazelcastInstance hazelcast = HazelcastClient.newHazelcastClient(config);
        return new HazelcastBench(hazelcast, hazelcast.getMap(space), space);
    }

    @Override
    public Client connectThrough(int port, String space) throws NotOffered {
        throw new NotOffered("its client connects to the address that the member tells it, and so past what is cut");
    }

    private record HazelcastBench(HazelcastInstance hazelcast, IMap<String, String> map, String space) implements Client {
        @Override
        public CompletionStage<?> put(String key, String value) {
            return map.setAsync(key, value);
        }

        @Override
        public AutoCloseable listen(String folder, Consumer<String> values) {
            UUID listener = map.addEntryListener(new Listener(values), true);
            return () -> map.removeEntryListener(listener);
        }

        @Override
        public void increment(String key) {
            hazelcast.getPNCounter(space + key).incrementAndGet();
        }

        @Override
        public void swap(String key) {
            while (true) {
                String number = map.get(key);
                if (number == null
                        ? map.putIfAbsent(key, "1") == null
                        : map.replace(key, number, Long.toString(Long.parseLong(number) + 1))) {
                    return;
                }
            }
        }

        @Override
        public long number(String key) {
            String swapped = map.get(key);
            return swapped == null ? hazelcast.getPNCounter(space + key).get() : Long.parseLong(swapped);
        }

        @Override
        public void lock(String key) {
            map.lock(key);
        }

        @Override
        public void unlock(String key) {
            map.unlock(key);
        }

        @Override
        public void fetch(String key) {
            map.get(key);
        }

        @Override
        public String local(String key) {
            return Objects.requireNonNull(map.get(key), key);
        }

        @Override
        public void close() {
            hazelcast.shutdown();
        }
    }

    private record Listener(
            Consumer<String> values) implements EntryAddedListener<String, String>, EntryUpdatedListener<String, String> {
        @Override
        public void entryAdded(EntryEvent<String, String> event) {
            values.accept(event.getValue());
        }

        @Override
        public void entryUpdated(EntryEvent<String, String> event) {
            values.accept(event.getValue());
        }
    }
}
