package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.access.Access;
import dev.dust.testkit.server.DustServer;
import dev.dust.testkit.server.ServerStore;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code dust watch} against a real server. */
class WatchCommandTest {
    private static final String STORE = "test/store";

    private DustServer server;
    private ServerStore store;

    @BeforeEach
    void startServer() {
        server = DustServer.start();
        store = server.store(STORE);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private RunningCommand watch(String... args) throws InterruptedException {
        String[] all = new String[args.length + 2];
        System.arraycopy(new String[]{"watch", STORE}, 0, all, 0, 2);
        System.arraycopy(args, 0, all, 2, args.length);
        var running = new RunningCommand(Map.of("DUST_URL", server.url().toString()), all);
        assertThat(running.nextComplaint()).startsWith("dust watch: watching");
        return running;
    }

    private static Value next(RunningCommand watch) throws InterruptedException {
        return Json.parse(watch.nextLine());
    }

    @Test
    void live_printsWhatMatches_oneObjectALine() throws InterruptedException {
        store.set("posts/old", 1);
        try (RunningCommand watch = watch("posts/*")) {
            store.set("elsewhere", 1);
            store.set("posts/a", Map.of("title", "two\nlines"));
            store.delete("posts/a");

            assertThat(next(watch).toPlain()).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("op", "set")
                    .containsEntry("path", "posts/a").containsEntry("value", Map.of("title", "two\nlines"))
                    .containsEntry("store_seq", 3L);
            assertThat(next(watch).toPlain()).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("op", "delete")
                    .containsEntry("path", "posts/a").containsEntry("value", null).containsEntry("store_seq", 4L);
        }
    }

    @Test
    void putBySomebodyElse_isSeenWithItsWriter() throws InterruptedException {
        try (RunningCommand watch = watch("**")) {
            CommandRun.of(Map.of("DUST_URL", server.url().toString()), "put", STORE, "a", "1").done();

            assertThat(next(watch).toPlain()).asInstanceOf(InstanceOfAssertFactories.MAP)
                    .hasEntrySatisfying("device_id", id -> assertThat((String) id).startsWith("dev_"))
                    .hasEntrySatisfying("client_op_id", id -> assertThat((String) id).startsWith("op_"));
        }
    }

    @Test
    void includeCurrent_beginsWithWhatIsThere() throws InterruptedException {
        store.set("posts/b", 2);
        store.set("posts/a", "x");
        try (RunningCommand watch = watch("posts/*", "--include-current")) {
            store.set("posts/c", 3);

            assertThat(next(watch)).isEqualTo(
                    Json.parse("{\"op\":\"present\",\"path\":\"posts/a\",\"value\":\"x\",\"type\":\"string\",\"revision\":2}"));
            assertThat(next(watch)).isEqualTo(
                    Json.parse("{\"op\":\"present\",\"path\":\"posts/b\",\"value\":2,\"type\":\"integer\",\"revision\":1}"));
            assertThat(next(watch).toPlain()).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("path", "posts/c");
        }
    }

    @Test
    void lostConnection_isToldAndMissedEventsFollow() throws InterruptedException {
        try (RunningCommand watch = watch("**")) {
            server.faults().refuseConnects(true);
            server.faults().dropConnections();
            store.set("missed", 1);
            assertThat(watch.nextComplaint()).contains("not connected");

            server.faults().refuseConnects(false);

            assertThat(next(watch).toPlain()).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("path", "missed");
        }
    }

    @Test
    void tokenThatEnds_endsTheWatch() throws InterruptedException {
        server.close();
        var time = new VirtualTime();
        server = DustServer.builder().time(time).token("t", Access.all().until(time.now().plusSeconds(60))).start();
        try (RunningCommand watch = watch("**", "--token=t")) {
            time.advance(Duration.ofSeconds(60));
            server.faults().dropConnections();

            assertThat(watch.exitCode()).isEqualTo(ExitCode.REFUSED);
        }
    }
}
