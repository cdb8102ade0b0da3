package dev.dust.comparison;

import dev.dust.benchmarks.contender.Client;
import dev.dust.benchmarks.contender.Contender;
import dev.dust.benchmarks.contender.NotOffered;
import dev.dust.benchmarks.contender.ServerProcess;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** NATS' key-value store: a bucket for each space. Puts go as what they are for the server, messages of JetStream's. */
public final class NatsContender implements Contender {
    private static final String SERVER = "nats-server";

    /** For the runner. */
    public NatsContender() {
    }

    @Override
    public String name() {
        return "NATS KV";
    }

    @Override
    public String versions() throws Exception {
        return Versions.of("jnats") + ", " + ServerProcess.output(ServerProcess.program(SERVER, SERVER), "--version");
    }

    @Override
    public ServerProcess startServer() throws Exception {
        String program = ServerProcess.program(SERVER, SERVER);
        return ServerProcess.start((port, directory) -> List.of(program, "-a", "127.0.0.1", "-p", Integer.toString(port),
                "-js", "-sd", directory.toString()));
    }

    @Override
    public Client connect(int port, String space) throws Exception {
        Connection connection = Nats
                .connect(new Options.Builder().server("nats://127.0.0.1:" + port).maxReconnects(-1).build());
        if (!connection.keyValueManagement().getBucketNames().contains(space)) {
            connection.keyValueManagement().create(KeyValueConfiguration.builder().name(space).build());
        }
        return new NatsBench(connection, connection.jetStream(), connection.keyValue(space), "$KV." + space + ".");
    }

    private record NatsBench(Connection connection, JetStream jetStream, KeyValue bucket, String subject) implements Client {
        /** Dots are what makes folders here. */
        private static String named(String key) {
            return key.replace('/', '.');
        }

        @Override
        public CompletionStage<?> put(String key, String value) {
            return jetStream.publishAsync(subject + named(key), value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public AutoCloseable listen(String folder, Consumer<String> values) throws Exception {
            return bucket.watch(folder + ".>", new Watcher(values), KeyValueWatchOption.UPDATES_ONLY);
        }

        @Override
        public void increment(String key) throws NotOffered {
            throw new NotOffered("counters came with the server 2.12");
        }

        @Override
        public void swap(String key) throws Exception {
            while (true) {
                KeyValueEntry entry = bucket.get(named(key));
                try {
                    if (entry == null) {
                        bucket.create(named(key), "1".getBytes(StandardCharsets.UTF_8));
                    } else {
                        long number = Long.parseLong(entry.getValueAsString());
                        bucket.update(named(key), Long.toString(number + 1).getBytes(StandardCharsets.UTF_8),
                                entry.getRevision());
                    }
                    return;
                } catch (JetStreamApiException another) {
                    // Somebody else was faster.
                }
            }
        }

        @Override
        public long number(String key) throws IOException, JetStreamApiException {
            return Long.parseLong(Objects.requireNonNull(bucket.get(named(key)).getValueAsString(), key));
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private record Watcher(Consumer<String> values) implements KeyValueWatcher {
        @Override
        public void watch(KeyValueEntry entry) {
            values.accept(entry.getValueAsString());
        }

        @Override
        public void endOfData() {
            // What was there before is of no interest.
        }
    }
}
