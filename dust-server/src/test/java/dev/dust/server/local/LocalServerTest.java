package dev.dust.server.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import dev.dust.server.access.Access;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.rules.Dialect;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason.Refused;
import dev.dust.transport.FileRefusedException;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Sha256;
import dev.dust.value.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server without a socket: clients of one JVM share it, and others the ledger. */
@Timeout(60)
class LocalServerTest {
    private static final String STORE = "org/store";
    private static final Value OK = Value.of("ok");

    private final MemoryLedger ledger = new MemoryLedger(System::currentTimeMillis, Dialect.OWN::changesOf);

    private LocalServer server() {
        return LocalServer.on(() -> ledger, LocalOptions.defaults());
    }

    private static void assertOk(MapValue reply) {
        assertThat(reply.get("status")).as("status of %s", reply).isEqualTo(OK);
    }

    @Test
    void clientsOfOneServer_andOfAnotherOnItsLedger_hearEachOther() {
        try (LocalServer one = server(); LocalServer other = server()) {
            LocalClient writer = LocalClient.joined(one.transport(), "dev_1", STORE);
            LocalClient here = LocalClient.joined(one.transport(), "dev_2", STORE);
            LocalClient there = LocalClient.joined(other.transport(), "dev_3", STORE);
            assertOk(writer.put(STORE, "a", 1));
            for (LocalClient member : new LocalClient[]{here, there}) {
                MapValue event = member.next(ServerMessage.EVENT).payload();
                assertThat(event.get("store_seq")).isEqualTo(Value.of(1));
                assertThat(event.get("device_id")).isEqualTo(Value.of("dev_1"));
            }
        }
    }

    @Test
    void whoMayReadOnly_isRefusedWrites_andOneOfAnotherStore() {
        try (LocalServer server = server()) {
            LocalClient reader = LocalClient.joined(server.transport(Access.readOnly()), "dev_1", STORE);
            assertThat(LocalClient.reason(reader.put(STORE, "a", 1))).isEqualTo(Value.of("missing_scope"));
            var stranger = new LocalClient(server.transport(Access.all().onlyStores("org/other")), "dev_2");
            stranger.open();
            assertThat(LocalClient.reason(stranger.answer(STORE, ClientMessage.JOIN))).isEqualTo(Value.of("store_not_allowed"));
        }
    }

    @Test
    void optionsSayWhatClientsMayDo_andHowManyRowsThereAre() {
        try (LocalServer server = LocalServer.inMemory(LocalOptions.defaults().keyLimit(1))) {
            LocalClient writer = LocalClient.joined(server.transport(), "dev_1", STORE);
            assertOk(writer.put(STORE, "a", 1));
            assertThat(writer.put(STORE, "b", 1).get("status")).isNotEqualTo(OK);
        }
        try (LocalServer server = LocalServer.inMemory(LocalOptions.defaults().access(Access.readOnly()))) {
            LocalClient reader = LocalClient.joined(server.transport(), "dev_1", STORE);
            assertThat(reader.put(STORE, "a", 1).get("status")).isNotEqualTo(OK);
        }
    }

    /** Nobody has to wait for a database to start, and who comes too early is lost, and not refused. */
    @Test
    void ledgerThatCannotBeOpened_isTriedAgainByTheNextConnection() throws IOException {
        var tries = new AtomicInteger();
        try (LocalServer server = LocalServer.on(() -> {
            if (tries.incrementAndGet() < 3) {
                throw new LedgerException.Unavailable("away, on purpose", null);
            }
            return ledger;
        }, LocalOptions.defaults()); Transport transport = server.transport()) {
            assertThat(new LocalClient(transport, "dev_1").end()).isInstanceOfSatisfying(Lost.class, lost -> {
                assertThat(lost.by()).isEqualTo(By.NETWORK);
                assertThat(lost.message()).contains("away, on purpose");
            });
            assertThatThrownBy(() -> transport.download("sha256:none", 0)).isInstanceOf(IOException.class)
                    .isNotInstanceOf(FileRefusedException.class).hasMessageContaining("on purpose");
            LocalClient.joined(transport, "dev_1", STORE);
            LocalClient.joined(transport, "dev_1", STORE);
            assertThat(tries).hasValue(3);
        }
    }

    @Test
    void closingATransport_endsItsConnectionsAlone() {
        try (LocalServer server = server()) {
            Transport mine = server.transport();
            LocalClient gone = LocalClient.joined(mine, "dev_1", STORE);
            LocalClient stays = LocalClient.joined(server.transport(), "dev_2", STORE);
            mine.close();
            assertThat(gone.end()).isInstanceOf(Lost.class);
            assertOk(stays.put(STORE, "a", 1));
            assertThatThrownBy(() -> mine.download("sha256:x", 0)).hasMessageContaining("closed");
        }
    }

    @Test
    void closingTheServer_isToldAsItsGoingAway_andClosesTheLedger() {
        var ending = new CountDownLatch(1);
        LocalServer server = LocalServer.on(() -> new Ledger() {
            @Override
            public void requireWritable() {
                throw new UnsupportedOperationException();
            }

            @Override
            public dev.dust.server.ledger.StoreLedger find(String store) {
                return ledger.find(store);
            }

            @Override
            public dev.dust.server.ledger.StoreLedger make(String store) {
                return ledger.make(store);
            }

            @Override
            public java.util.Set<String> stores() {
                return ledger.stores();
            }

            @Override
            public void close() {
                ending.countDown();
            }
        }, LocalOptions.defaults());
        LocalClient client = LocalClient.joined(server.transport(), "dev_1", STORE);
        server.close();
        assertThat(client.end()).isInstanceOfSatisfying(Lost.class, lost -> {
            assertThat(lost.by()).isEqualTo(By.NETWORK);
            assertThat(lost.inOrder()).isTrue();
        });
        assertThat(ending.getCount()).isZero();
        server.close();
        assertThat(new LocalClient(server.transport(), "dev_1").end()).isInstanceOfSatisfying(Lost.class,
                lost -> assertThat(lost.message()).contains("closed"));
    }

    @Test
    void protocolThatIsTooOld_isRefused() {
        try (LocalServer server = server(); Transport transport = server.transport()) {
            var hearing = new LocalClient(transport, "dev_1");
            transport.connect(new Handshake("dev_1", 2), hearing);
            assertThat(hearing.end()).isInstanceOf(Refused.class);
        }
    }

    /** It costs itself its connection, and nobody else anything. */
    @Test
    void whoDoesNotReadOn_isCutOff() throws InterruptedException {
        try (LocalServer server = LocalServer.on(() -> ledger, LocalOptions.defaults().sendQueue(10))) {
            var release = new CountDownLatch(1);
            var ended = new CountDownLatch(1);
            Transport.Connection slow = server.transport().connect(new Handshake("dev_slow", 3), new Transport.Listener() {
                @Override
                public void opened() {
                    // It joins below.
                }

                @Override
                public void received(ServerMessage message) {
                    try {
                        if (message.event().equals(ServerMessage.EVENT)) {
                            release.await();
                        }
                    } catch (InterruptedException e) {
                        throw new AssertionError("its own thread is nobody's to interrupt", e);
                    }
                }

                @Override
                public void unreadable(String why) {
                    throw new AssertionError(why);
                }

                @Override
                public void closed(dev.dust.transport.CloseReason reason) {
                    ended.countDown();
                }
            });
            LocalClient writer = LocalClient.joined(server.transport(), "dev_1", STORE);
            slow.send(new ClientMessage(STORE, "1", "1", ClientMessage.JOIN, MapValue.EMPTY));
            for (int i = 0; i < 400; i++) {
                assertOk(writer.put(STORE, "a", i));
            }
            release.countDown();
            assertThat(ended.await(20, TimeUnit.SECONDS)).as("whether its connection ended").isTrue();
        }
    }

    @Test
    void filesGoUpAndDown_asTheAccessSays(@TempDir Path directory) throws IOException {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        String hash = Sha256.name(content);
        try (LocalServer server = LocalServer.on(() -> ledger, LocalOptions.defaults().files(directory))) {
            Transport transport = server.transport();
            LocalClient writer = LocalClient.joined(transport, "dev_1", STORE);
            assertThat(LocalClient.reason(writer.answer(STORE, ClientMessage.PUT_FILE, "path", "f", "hash", hash)))
                    .isEqualTo(Value.of("not_uploaded"));
            assertRefused("invalid_request", () -> transport.upload("sha256:other", 7, new ByteArrayInputStream(content)));
            assertRefused("too_large", () -> transport.upload(hash, Long.MAX_VALUE, new ByteArrayInputStream(content)));
            transport.upload(hash, content.length, new ByteArrayInputStream(content));
            transport.upload(hash, content.length, new ByteArrayInputStream(content));
            assertOk(writer.answer(STORE, ClientMessage.PUT_FILE, "path", "f", "hash", hash));
            try (InputStream back = transport.download(hash, 0)) {
                assertThat(back.readAllBytes()).isEqualTo(content);
            }
            assertRefused("not_found", () -> transport.download("sha256:none", 0));
            Transport ofStore = server.transport(Access.readOnly().onlyStores(STORE));
            assertThat(ofStore.download(hash, 0)).hasBinaryContent(content);
            assertRefused("unauthorized",
                    () -> server.transport(Access.all().onlyStores("org/other")).download(hash, 0));
            assertRefused("not_found", () -> ofStore.download("sha256:none", 0));
            assertRefused("unauthorized", () -> server.transport(Access.all().withScopes()).download(hash, 0));
            assertRefused("unauthorized", () -> ofStore.upload(hash, 7, new ByteArrayInputStream(content)));
        }
    }

    private static void assertRefused(String reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(FileRefusedException.class,
                refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void theModuleBindsOneTransport_whoseServerEndsWithIt() {
        var injector = Guice.createInjector(new LocalTransportModule(() -> ledger));
        Transport transport = injector.getInstance(Transport.class);
        assertThat(transport).isInstanceOf(LocalTransport.class).isSameAs(injector.getInstance(Transport.class));
        LocalClient client = LocalClient.joined(transport, "dev_1", STORE);
        transport.close();
        client.end();
        assertThat(new LocalClient(transport, "dev_1").end()).isInstanceOf(Lost.class);
    }

    @Test
    void inMemory_nothingElseIsNeeded() {
        try (LocalTransport transport = LocalTransport.inMemory()) {
            assertOk(LocalClient.joined(transport, "dev_1", STORE).put(STORE, "a", 1));
        }
        assertThatThrownBy(() -> LocalServer.inMemory(LocalOptions.defaults().files(Path.of("files"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
