package dev.dust.comparison;

import dev.dust.benchmarks.contender.Client;
import dev.dust.benchmarks.contender.Contender;
import dev.dust.benchmarks.contender.ServerProcess;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RMap;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * Redisson with redis-server. A folder is a map; others hear of a put by a message that is published beside it, in one batch.
 * Local reads are those of a {@code RLocalCachedMap}.
 */
public final class RedissonContender implements Contender {
    private static final String SERVER = "redis-server";

    /** For the runner. */
    public RedissonContender() {
    }

    @Override
    public String name() {
        return "Redisson";
    }

    @Override
    public String versions() throws Exception {
        String server = ServerProcess.output(ServerProcess.program(SERVER, SERVER), "--version").replaceFirst(" sha=.*", "");
        return Versions.of("redisson") + ", " + server;
    }

    @Override
    public ServerProcess startServer() throws Exception {
        String program = ServerProcess.program(SERVER, SERVER);
        return ServerProcess.start((port, directory) -> List.of(program, "--port", Integer.toString(port), "--dir",
                directory.toString(), "--bind", "127.0.0.1"));
    }

    @Override
    public Client connect(int port, String space) {
        var config = new Config();
        config.useSingleServer().setAddress("redis://127.0.0.1:" + port);
        config.setCodec(StringCodec.INSTANCE);
        return new RedissonBench(Redisson.create(config), space, new ConcurrentHashMap<>());
    }

    private record RedissonBench(RedissonClient redisson, String space, Map<String, RLocalCachedMap<String, String>> cached)
            implements
                Client {
        /** The name of a folder of this space. */
        private String named(String folder) {
            return space + ":" + folder;
        }

        private static String folder(String key) {
            return key.substring(0, key.indexOf('/'));
        }

        private RMap<String, String> map(String key) {
            return redisson.getMap(named(folder(key)));
        }

        @Override
        public CompletionStage<?> put(String key, String value) {
            return map(key).fastPutAsync(key, value);
        }

        @Override
        public CompletionStage<?> putHeard(String key, String value) {
            RBatch batch = redisson.createBatch();
            batch.getMap(named(folder(key))).fastPutAsync(key, value);
            batch.getTopic(named(folder(key))).publishAsync(value);
            return batch.executeAsync();
        }

        @Override
        public AutoCloseable listen(String folder, Consumer<String> values) {
            RTopic topic = redisson.getTopic(named(folder));
            int listener = topic.addListener(String.class, (channel, value) -> values.accept(value));
            return () -> topic.removeListener(listener);
        }

        @Override
        public void increment(String key) {
            redisson.getAtomicLong(named(key)).incrementAndGet();
        }

        @Override
        public void swap(String key) {
            RMap<String, String> map = map(key);
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
            String swapped = map(key).get(key);
            return swapped == null ? redisson.getAtomicLong(named(key)).get() : Long.parseLong(swapped);
        }

        @Override
        public void lock(String key) {
            redisson.getLock(named("lock:" + key)).lock();
        }

        @Override
        public void unlock(String key) {
            redisson.getLock(named("lock:" + key)).unlock();
        }

        @Override
        public void fetch(String key) {
            cached.computeIfAbsent(folder(key),
                    folder -> redisson.getLocalCachedMap(LocalCachedMapOptions.name(named(folder)))).get(key);
        }

        @Override
        public String local(String key) {
            return Objects.requireNonNull(Objects.requireNonNull(cached.get(folder(key)), key).get(key), key);
        }

        @Override
        public void close() {
            redisson.shutdown();
        }
    }
}
