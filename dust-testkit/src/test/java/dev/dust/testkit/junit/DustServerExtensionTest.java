package dev.dust.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.error.ClosedException;
import dev.dust.server.ServerOptions;
import dev.dust.testkit.NaiveCache;
import dev.dust.testkit.server.DustServer;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the classes below as JUnit runs tests, and looks at what they were given. */
class DustServerExtensionTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final List<DustServer> SERVERS = new ArrayList<>();
    private static final List<Socket> CONNECTIONS = new ArrayList<>();
    private static final List<URI> URLS = new ArrayList<>();
    private static final List<Dust> CLIENTS = new ArrayList<>();

    @BeforeEach
    void forget() throws IOException {
        SERVERS.clear();
        for (Socket connection : CONNECTIONS) {
            connection.close();
        }
        CONNECTIONS.clear();
        URLS.clear();
        CLIENTS.clear();
    }

    private static TestExecutionSummary run(Class<?> tests) {
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(),
                summary);
        return summary.getSummary();
    }

    private static void assertPassed(Class<?> tests, int count) {
        TestExecutionSummary summary = run(tests);
        assertThat(summary.getFailures()).extracting(TestExecutionSummary.Failure::getException).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(count);
    }

    /** Asks a connection to it: its port may be another server's by now. */
    private static void assertStopped(DustServer server) {
        Socket connection = CONNECTIONS.get(SERVERS.indexOf(server));
        try {
            connection.setSoTimeout(PATIENCE_MILLIS);
            assertThat(connection.getInputStream().read()).isEqualTo(-1);
        } catch (SocketTimeoutException e) {
            throw new AssertionError(server + " has not stopped", e);
        } catch (IOException cut) {
            // Cut by the server.
        }
    }

    private static void note(DustServer server) throws IOException {
        SERVERS.add(server);
        CONNECTIONS.add(new Socket(server.url().getHost(), server.url().getPort()));
    }

    @Test
    void byExtendWith_aClassHasOneServer_andSoHaveItsNestedOnes() {
        assertPassed(ByExtendWith.class, 3);
        assertThat(SERVERS).hasSize(5);
        assertThat(new HashSet<>(SERVERS)).hasSize(1);
        assertStopped(SERVERS.getFirst());
    }

    @ExtendWith(DustServerExtension.class)
    static class ByExtendWith {

        @BeforeAll
        static void beforeAll(DustServer server) throws IOException {
            note(server);
        }

        ByExtendWith(URI url) {
            assertThat(url.getScheme()).isEqualTo("ws");
        }

        @Test
        void one(DustServer server, URI url) throws IOException {
            note(server);
            assertThat(url).isEqualTo(server.url());
            server.store("a/b").set("c", 1);
        }

        @Test
        void two(DustServer server) throws IOException {
            note(server);
        }

        @Nested
        class Inner {
            @BeforeEach
            void beforeEach(DustServer server) throws IOException {
                note(server);
            }

            @Test
            void three(DustServer server) throws IOException {
                note(server);
            }
        }
    }

    @Test
    void byAStaticField_aClassHasOneServer() {
        assertPassed(ByStaticField.class, 2);
        assertThat(new HashSet<>(SERVERS)).hasSize(1);
        assertStopped(SERVERS.getFirst());
    }

    static class ByStaticField {
        @RegisterExtension
        static final DustServerExtension EXTENSION = new DustServerExtension(ServerOptions.defaults().keyLimit(1));

        @Test
        void one(DustServer server) throws IOException {
            note(server);
        }

        @Test
        void two(DustServer server) throws IOException {
            note(server);
            server.store("a/b").set("c", 1);
            assertThatThrownBy(() -> server.store("a/b").set("d", 1)).hasMessageContaining("limit_exceeded");
        }
    }

    @Test
    void byAField_eachTestHasAServer_whichEndsWithIt() {
        assertPassed(ByField.class, 2);
        assertThat(new HashSet<>(SERVERS)).hasSize(2);
        SERVERS.forEach(DustServerExtensionTest::assertStopped);
    }

    static class ByField {
        @RegisterExtension
        final DustServerExtension extension = new DustServerExtension();

        @Test
        void one(DustServer server) throws IOException {
            SERVERS.forEach(DustServerExtensionTest::assertStopped);
            note(server);
        }

        @Test
        void two(DustServer server) throws IOException {
            SERVERS.forEach(DustServerExtensionTest::assertStopped);
            note(server);
        }
    }

    @Test
    void clients_areOnesOwn_andEndWithTheTest() {
        assertPassed(WithClients.class, 2);
        assertThat(new HashSet<>(CLIENTS)).hasSize(4);
        assertThat(CLIENTS).allSatisfy(client -> assertThatThrownBy(() -> client.store("a/b"))
                .isInstanceOf(ClosedException.class));
    }

    static class WithClients {
        @RegisterExtension
        static final DustServerExtension EXTENSION = new DustServerExtension().withClients(url -> {
            URLS.add(url);
            return client();
        });

        WithClients(Dust early) {
            CLIENTS.add(early);
        }

        @Test
        void one(DustServer server, Dust ann) {
            assertThat(URLS).containsOnly(server.url());
            CLIENTS.add(ann);
            CLIENTS.forEach(client -> client.store("a/b"));
        }

        @Test
        void two(Dust ann) {
            CLIENTS.add(ann);
        }
    }

    /** One that does not get anywhere. */
    private static Dust client() {
        return new Dust(new NaiveCache(), new Transport() {
            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                throw new IllegalStateException("not here");
            }

            @Override
            public void close() {
                // Holds nothing.
            }
        }, new JacksonCodecs(), DustOptions.defaults());
    }

    @Test
    void aClientOfNothing_isAnErrorThatSaysWhatIsMissing() {
        assertThat(run(WithoutClients.class).getFailures()).singleElement()
                .satisfies(failure -> assertThat(failure.getException())
                        .isInstanceOf(ParameterResolutionException.class).hasMessageContaining("withClients"));
    }

    static class WithoutClients {
        @RegisterExtension
        final DustServerExtension extension = new DustServerExtension();

        @Test
        void one(Dust ann) {
            CLIENTS.add(ann);
        }
    }
}
