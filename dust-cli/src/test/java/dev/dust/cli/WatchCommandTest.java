package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.testkit.server.DustServer;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dust watch} against a real server. */
class WatchCommandTest extends AgainstServer {
    private RunningCommand watch(String... args) throws InterruptedException {
        String[] all = new String[args.length + 2];
        System.arraycopy(new String[]{"watch", STORE}, 0, all, 0, 2);
        System.arraycopy(args, 0, all, 2, args.length);
        var running = new RunningCommand(environment(), all);
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
            CommandRun.of(environment(), "put", STORE, "a", "1").done();

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
    @Tag("slow")
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
    @Tag("slow")
    void tokenThatEnds_endsTheWatch() throws InterruptedException {
        server.close();
        var time = new VirtualTime();
        server = DustServer
                .start(ServerOptions.defaults().time(time).tokens(Map.of("t", Access.all().until(time.now().plusSeconds(60)))));
        try (RunningCommand watch = watch("**", "--token=t")) {
            time.advance(Duration.ofSeconds(60));
            server.faults().dropConnections();

            assertThat(watch.exitCode()).isEqualTo(ExitCode.REFUSED);
        }
    }

    @Test
    void ops_limit_andSince_chooseWhatIsTold() throws InterruptedException {
        store.set("a", 1);
        store.set("b", 2);
        store.delete("a");
        store.set("c", 3);

        CommandRun run = CommandRun.of(environment(), "watch", STORE, "**", "--since", "1",
                "--op",
                "set,merge", "--limit", "2");

        assertThat(run.out().lines().map(line -> ((Map<?, ?>) Json.parse(line).toPlain()).get("path")).map(String::valueOf))
                .containsExactly("b",
                        "c");
        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void historyThatIsFoldedAway_isSaid() throws InterruptedException {
        store.set("a", 1);
        store.set("b", 2);
        store.compact();
        store.set("c", 3);

        CommandRun run = CommandRun.of(environment(), "watch", STORE, "**", "--since", "0",
                "--limit", "1");

        assertThat(run.err()).contains("up to store_seq 2");
        assertThat(run.out()).contains("\"path\":\"c\"");
    }

    @Test
    @Tag("processes")
    void exec_runsACommandForEach_withTheEventOnStandardInput(@TempDir Path folder) throws IOException {
        store.set("a", 1);
        store.set("b", 2);
        Path log = folder.resolve("log");

        CommandRun run = CommandRun.of(environment(), "watch", STORE, "**", "--since", "0",
                "--limit", "2", "--exec",
                "{ echo $DUST_OP $DUST_PATH $DUST_STORE_SEQ; cat; } >> " + log + "; [ $DUST_PATH = a ]");

        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("dust watch: the command ended with 1 for b");
        assertThat(Files.readAllLines(log)).hasSize(4).contains("set a 1", "set b 2");
        assertThat(Files.readAllLines(log).get(3)).contains("\"path\":\"b\",\"value\":2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--limit 0", "--since -1", "--since 1 --include-current", "--op put"})
    void wrongOptions_areToldBeforeAnybodyIsAsked(String options) {
        assertThat(CommandRun.of(Map.of(), ("watch s/s ** " + options).split(" ")).complaint(ExitCode.USAGE))
                .contains("--help");
    }
}
