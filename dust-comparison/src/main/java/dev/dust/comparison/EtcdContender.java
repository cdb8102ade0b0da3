package dev.dust.comparison;

import dev.dust.benchmarks.contender.Client;
import dev.dust.benchmarks.contender.Contender;
import dev.dust.benchmarks.contender.ServerProcess;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** jetcd with etcd, one member. A lock has a lease of 30 s, as Dust's has. */
public final class EtcdContender implements Contender {
    private static final String PROGRAM = "etcd";
    private static final String DEBIAN = "etcd-server";
    private static final long TTL_SECONDS = 30;

    /** For the runner. */
    public EtcdContender() {
    }

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public String versions() throws Exception {
        String server = ServerProcess.output(ServerProcess.program(PROGRAM, DEBIAN), "--version").replaceFirst(" Git.*", "");
        return Versions.of("jetcd") + ", " + server;
    }

    @Override
    public ServerProcess startServer() throws Exception {
        String program = ServerProcess.program(PROGRAM, DEBIAN);
        String peers = "http://127.0.0.1:" + ServerProcess.freePort();
        return ServerProcess.start((port, directory) -> {
            String clients = "http://127.0.0.1:" + port;
            return List.of(program, "--data-dir", directory.toString(), "--listen-client-urls", clients,
                    "--advertise-client-urls", clients, "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers,
                    "--initial-cluster", "default=" + peers);
        });
    }

    @Override
    public Client connect(int port, String space) throws Exception {
        io.etcd.jetcd.Client client = io.etcd.jetcd.Client.builder().endpoints("http://127.0.0.1:" + port).build();
        return new EtcdBench(client, space, new ConcurrentHashMap<>());
    }

    /** A lock that is held, or waited for. */
    private record Held(long lease, ByteSequence key) {
    }

    private record EtcdBench(io.etcd.jetcd.Client client, String space, Map<String, Held> held) implements Client {
        private static ByteSequence bytes(String text) {
            return ByteSequence.from(text, StandardCharsets.UTF_8);
        }

        private ByteSequence named(String key) {
            return bytes(space + "/" + key);
        }

        @Override
        public CompletionStage<?> put(String key, String value) {
            return client.getKVClient().put(named(key), bytes(value));
        }

        @Override
        public AutoCloseable listen(String folder, Consumer<String> values) {
            WatchOption option = WatchOption.builder().isPrefix(true).build();
            Watch.Watcher watcher = client.getWatchClient().watch(named(folder + "/"), option, response -> response.getEvents()
                    .forEach(event -> values.accept(event.getKeyValue().getValue().toString(StandardCharsets.UTF_8))));
            return watcher;
        }

        @Override
        public void swap(String key) throws Exception {
            while (true) {
                List<KeyValue> found = client.getKVClient().get(named(key)).get().getKvs();
                long version = found.isEmpty() ? 0 : found.getFirst().getVersion();
                long number = found.isEmpty()
                        ? 0
                        : Long.parseLong(found.getFirst().getValue().toString(StandardCharsets.UTF_8));
                boolean done = client.getKVClient().txn()
                        .If(new Cmp(named(key), Cmp.Op.EQUAL, CmpTarget.version(version)))
                        .Then(Op.put(named(key), bytes(Long.toString(number + 1)), PutOption.DEFAULT)).commit().get()
                        .isSucceeded();
                if (done) {
                    return;
                }
            }
        }

        @Override
        public long number(String key) throws Exception {
            KeyValue found = client.getKVClient().get(named(key)).get().getKvs().getFirst();
            return Long.parseLong(found.getValue().toString(StandardCharsets.UTF_8));
        }

        @Override
        public void lock(String key) throws Exception {
            long lease = client.getLeaseClient().grant(TTL_SECONDS).get().getID();
            held.put(key, new Held(lease, client.getLockClient().lock(named(key), lease).get().getKey()));
        }

        @Override
        public void unlock(String key) throws Exception {
            Held lock = held.remove(key);
            if (lock == null) {
                throw new IllegalStateException(key + " is not locked");
            }
            client.getLockClient().unlock(lock.key()).get();
            client.getLeaseClient().revoke(lock.lease()).get();
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
