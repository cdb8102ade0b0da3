package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.testkit.server.DustServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers that are away, silent, or do not want this client. */
class ServerAwayTest {
    private static final String STORE = "test/store";

    private static CommandRun get(String url, String... more) {
        String[] args = new String[4 + more.length];
        System.arraycopy(new String[]{"get", STORE, "a", "--url=" + url}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        return CommandRun.of(Map.of(), args);
    }

    @Test
    void deadServer_isToldAtOnce() throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        long begin = System.nanoTime();

        CommandRun run = get("ws://127.0.0.1:" + port + "/ws/sync");

        assertThat(run.complaint(ExitCode.UNREACHABLE)).contains("cannot reach 127.0.0.1:" + port, "refused");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    @Tag("slow")
    void silentServer_isGivenUpAfterTheTimeout() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run = get("ws://127.0.0.1:" + silent.getLocalPort() + "/ws/sync", "--timeout=1");

            assertThat(run.complaint(ExitCode.UNREACHABLE)).contains(STORE);
        }
    }

    @Test
    @Tag("slow")
    void serverThatNeverCatchesUp_isGivenUpAfterTheTimeout() {
        try (DustServer server = DustServer.start()) {
            server.faults().stallReads(true);

            CommandRun run = get(server.url().toString(), "--timeout=1");

            assertThat(run.complaint(ExitCode.UNREACHABLE)).contains(STORE, "within 1 s");
        }
    }

    @Test
    void wrongToken_isRefused_andNotShown() {
        try (DustServer server = DustServer.start(ServerOptions.defaults().tokens(Map.of("right", Access.all())))) {
            CommandRun run = get(server.url().toString(), "--token=dust_tok_wrong");

            assertThat(run.complaint(ExitCode.REFUSED)).contains("token", "403").doesNotContain("dust_tok_wrong");
        }
    }

    @Test
    void token_isThatOfTheOption_elseThatOfTheEnvironment() {
        try (DustServer server = DustServer.start(ServerOptions.defaults().tokens(Map.of("right", Access.all())))) {
            server.store(STORE).set("a", 1);
            String url = server.url().toString();

            get(url, "--token=right").done();
            CommandRun.of(Map.of("DUST_API_KEY", "right"), "get", STORE, "a", "--url", url).done();
            CommandRun.of(Map.of("DUST_API_KEY", "wrong"), "get", STORE, "a", "--url", url, "--token", "right").done();
        }
    }

    @Test
    void storeThatTheTokenDoesNotOpen_isRefused() {
        try (DustServer server = DustServer
                .start(ServerOptions.defaults().tokens(Map.of("t", Access.all().onlyStores("other/store"))))) {
            assertThat(get(server.url().toString(), "--token=t").complaint(ExitCode.REFUSED)).contains("store_not_allowed");
        }
    }

    @Test
    void writeThatTheTokenDoesNotAllow_isRefused() {
        try (DustServer server = DustServer.start(ServerOptions.defaults().tokens(Map.of("t", Access.readOnly())))) {
            CommandRun run = CommandRun.of(Map.of(), "put", STORE, "a", "1", "--token=t", "--url=" + server.url());

            assertThat(run.complaint(ExitCode.REFUSED)).contains("entries:write");
        }
    }
}
