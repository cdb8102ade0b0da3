package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.FileContents;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import dev.dust.metrics.Metrics;
import dev.dust.sync.SyncConfig;
import dev.dust.sync.TakenTransitions;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A file that could not be brought is brought again, whatever it was that stopped it. */
class UploadsTest {
    private final FakeTime time = new FakeTime();
    private final EngineConfig config = new EngineConfig(
            new SyncConfig(Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(30), 1, 1, 1), time, Runnable::run,
            new Threads(Runnable::run), new Random(1), Duration.ofSeconds(3), new TakenTransitions(), Metrics.none());
    private final List<ClientMessage> sent = new ArrayList<>();
    private final List<MapValue> refusals = new ArrayList<>();
    private final FakeTransport link = new FakeTransport();
    /** What happens to the next upload; null for nothing. */
    private Throwable failure;

    private final Transport transport = new Transport() {
        @Override
        public Connection connect(Handshake handshake, Listener listener) {
            return link.connect(handshake, listener);
        }

        @Override
        public void upload(String hash, long size, InputStream content) throws IOException {
            switch (failure) {
                case null -> content.readAllBytes();
                case IOException away -> throw away;
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                default -> throw new AssertionError(failure);
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    };
    private final PendingFiles files = new PendingFiles(config);
    private final Uploads uploads = new Uploads("a/b", config,
            new Shared(new Identity(new EmptyCache(), "dev", () -> "dev", () -> {
            }), () -> "1", new SoloQueue(), transport, () -> {
            }), files, (message, why) -> refusals.add(why));

    /** Chunks in memory, of a store without rows. */
    private static final class Contents implements StoreCache, FileContents {
        private final Map<String, byte[]> chunks = new HashMap<>();
        private final StoreCache rows = new EmptyCache().open("a/b", "dev");

        @Override
        public CacheSnapshot snapshot() {
            return rows.snapshot();
        }

        @Override
        public CommitResult commit(Commit commit) {
            return rows.commit(commit);
        }

        @Override
        public List<OutboxEntry> outbox() {
            return List.of();
        }

        @Override
        public FileContents contents() {
            return this;
        }

        @Override
        public void write(String opId, int number, byte[] chunk) {
            chunks.put(opId + number, chunk);
        }

        @Override
        public byte[] read(String opId, int number) {
            return chunks.get(opId + number);
        }

        @Override
        public void remove(String opId) {
            chunks.keySet().removeIf(key -> key.startsWith(opId));
        }

        @Override
        public Set<String> opIds() {
            return Set.of();
        }
    }

    private void stage(String opId) {
        files.begin(new Tenure.Begun("dev", new Contents(), 0, List.of(), Set.of()));
        try (PendingFiles.Staging staging = files.stage(opId)) {
            staging.write(new byte[]{1, 2, 3});
            staging.complete();
            staging.leave();
        }
    }

    private void send(String opId) {
        uploads.send(new Transport.Connection() {
            @Override
            public void send(ClientMessage message) {
                sent.add(message);
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        }, new ClientMessage("a/b", "1", "2", ClientMessage.PUT_FILE, MapValue.envelope(
                Map.of("client_op_id", Value.of(opId), "hash", Value.of("sha256:00"), "size", Value.of(3)))), true);
    }

    @Test
    void uploadThatThrowsWhatItShouldNot_isTriedAgain_andHoldsUpNoOther() {
        for (Throwable thrown : List.of(new IOException("away"), new IllegalStateException("a bug"), new InternalError())) {
            sent.clear();
            stage("op_1");
            failure = thrown;
            send("op_1");
            assertThat(sent).as("%s", thrown).isEmpty();

            failure = null;
            time.fire(TimerId.UPLOAD);
            assertThat(sent).as("%s", thrown).hasSize(1);
            assertThat(refusals).isEmpty();
        }
    }
}
