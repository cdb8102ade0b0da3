package dev.dust.benchmarks.contender;

import dev.dust.Dust;
import dev.dust.DustStore;
import dev.dust.HeldLease;
import dev.dust.Write;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.cache.Cache;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Dust, with the cache in memory, and the server that {@code dust serve} runs. */
public class DustContender implements Contender {
    private static final String TOKEN = "dust_tok_local";

    /** For the runner. */
    public DustContender() {
    }

    @Override
    public String name() {
        return "Dust";
    }

    @Override
    public String versions() {
        return "Dust of these sources, everything in memory";
    }

    @Override
    public ServerProcess startServer() throws Exception {
        return ServerProcess
                .start((port, directory) -> ServerProcess.java(DustServerProcess.class, List.of(), Integer.toString(port)));
    }

    /** A cache for another client. */
    protected Cache cache() {
        return new MemoryCache();
    }

    @Override
    public Client connect(int port, String space) {
        return connect(port, space, cache());
    }

    @Override
    public Client connectToFill(int port, String space) {
        return connect(port, space, new MemoryCache());
    }

    private static Client connect(int port, String space, Cache cache) {
        Dust dust = Dust.builder().url("ws://127.0.0.1:" + port + "/ws/sync").apiKey(TOKEN).cache(cache).build();
        DustStore store = dust.store("bench/" + space);
        store.ready().join();
        return new DustClient(dust, store);
    }

    private record DustClient(Dust dust, DustStore store, Map<String, HeldLease> held) implements Client {
        DustClient(Dust dust, DustStore store) {
            this(dust, store, new ConcurrentHashMap<>());
        }

        @Override
        public CompletionStage<?> put(String key, String value) {
            Write write = store.put(key, value);
            return write.committed();
        }

        @Override
        public AutoCloseable listen(String folder, Consumer<String> values) {
            return store.on(folder + "/*", event -> values.accept(event.asText()));
        }

        @Override
        public void increment(String key) {
            store.increment(key).committed().join();
        }

        @Override
        public void swap(String key) {
            store.update(key, Long.class, number -> number == null ? 1L : number + 1).join();
        }

        @Override
        public long number(String key) {
            return store.committed().get(key).asLong();
        }

        @Override
        public void lock(String key) {
            held.put(key, store.acquire(key).join());
        }

        @Override
        public void unlock(String key) {
            HeldLease lease = held.remove(key);
            if (lease == null) {
                throw new IllegalStateException(key + " is not locked");
            }
            lease.close();
        }

        @Override
        public void fetch(String key) {
            // Every client has everything.
        }

        @Override
        public String local(String key) {
            return store.get(key).asText();
        }

        @Override
        public void close() {
            dust.close();
        }
    }
}
