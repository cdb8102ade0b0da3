package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.testkit.server.DustServer;
import dev.dust.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that read and write a store, with {@code --cache postgres}: with the server, without it, and with it again. */
@Tag("postgres")
class PostgresCacheTest extends AgainstServer {
    private static final String NOBODY = "ws://localhost:1/ws/sync";

    private final TestDatabase database = TestPostgres.newDatabase();

    private Map<String, String> environment(String url) {
        return Map.of("DUST_URL", url, "DUST_CACHE", "postgres", "DUST_JDBC_URL", database.url());
    }

    private CommandRun online(String... args) {
        return CommandRun.of(environment(server.url().toString()), args);
    }

    private CommandRun offline(String... args) {
        return CommandRun.of(environment(NOBODY), args);
    }

    /** It is done, and told one thing on standard error. */
    private static CommandRun told(CommandRun run, String... what) {
        assertThat(run.err()).hasLineCount(1).contains(what);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
        return run;
    }

    @Test
    void withTheServer_allIsAsInMemory() {
        assertThat(online("put", STORE, "a", "{\"b\":1}").done().json()).isEqualTo(Json.parse("{\"store_seq\":1}"));
        store.set("c", 2);

        assertThat(online("get", STORE, "a/b").done().out()).isEqualTo("1\n");
        assertThat(online("get", STORE, "c").done().out()).isEqualTo("2\n");
    }

    @Test
    void readsWithoutTheServer_giveWhatTheCacheHas_andSayHowOldItIs() {
        store.set("a", Map.of("b", 1));
        store.set("c", "x");
        online("get", STORE, "c").done();
        store.set("c", "not heard of");

        assertThat(told(offline("get", STORE, "c"), "cannot reach localhost:1", "store_seq 2").out()).isEqualTo("\"x\"\n");
        assertThat(told(offline("enum", STORE, "**", "--select", "keys"), "store_seq 2").json())
                .isEqualTo(Json.parse("{\"items\":[\"a/b\",\"c\"],\"next\":null}"));
        assertThat(told(offline("status", STORE), "store_seq 2").json().toPlain())
                .asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("connection", "reconnecting")
                .containsEntry("last_store_seq", 2L).containsEntry("entry_count", 2L).doesNotContainKey("permissions");
        assertThat(offline("get", STORE, "nothing").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get s/new a", "enum s/new **", "status s/new"})
    void readsOfAStoreThatTheCacheHasNeverSeen_failWithoutTheServer(String line) {
        assertThat(offline(line.split(" ")).complaint(ExitCode.UNREACHABLE)).contains("cannot reach", "nothing of this store");
    }

    @Test
    void writesWithoutTheServer_areKept_andSentInOrderByTheNextCommand() {
        Value printed = told(offline("put", STORE, "a", "1"), "cannot reach localhost:1", "kept").json();
        assertThat(printed.toPlain()).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("pending", true)
                .hasEntrySatisfying("client_op_id", id -> assertThat((String) id).startsWith("op_"));
        told(offline("increment", STORE, "a", "5"), "kept");
        assertThat(told(offline("get", STORE, "a"), "cache").out()).isEqualTo("6\n");
        assertThat(store.seq()).isZero();

        CommandRun next = told(online("put", STORE, "b", "2"), "2 writes of earlier commands");

        assertThat(next.json()).isEqualTo(Json.parse("{\"store_seq\":3}"));
        assertThat(store.get("a")).isEqualTo(Value.of(6));
        assertThat(online("get", STORE, "a").done().out()).isEqualTo("6\n");
        assertThat(store.seq()).isEqualTo(3);
    }

    @Test
    void writeOfAnEarlierCommandThatIsRefused_isTold_andShowsNoMore() {
        told(offline("put", STORE, "a", "1"), "kept");
        server.faults().refuseNextWrite("limit_exceeded", Map.of("dimension", "keys"));

        CommandRun next = online("get", STORE, "a");

        assertThat(next.err().lines()).hasSize(2).first().asString().contains("earlier command", "refused", "set a",
                "limit_exceeded");
        assertThat(next.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(online("get", STORE, "a").complaint(ExitCode.NOT_FOUND)).contains("nothing");
    }

    @Test
    void writeWithoutAnAnswer_isKept_andTakesEffectOnce() {
        server.faults().swallowReplies(1);
        server.faults().withholdBroadcasts(true);
        told(online("increment", STORE, "n", "--timeout", "3"), "not answered in time", "kept");
        server.faults().heal();

        assertThat(told(online("get", STORE, "n"), "1 write of earlier commands").out()).isEqualTo("1\n");
        assertThat(store.get("n")).isEqualTo(Value.of(1));
    }

    @Test
    void writeThatASnapshotBrought_isTakenForSent() {
        server.faults().swallowReplies(1);
        server.faults().withholdBroadcasts(true);
        told(online("put", STORE, "a", "1", "--timeout", "3"), "kept");
        server.faults().heal();
        store.set("b", 2);
        store.compact();

        assertThat(told(online("get", STORE, "a"), "1 write of earlier commands").out()).isEqualTo("1\n");
    }

    @Test
    void earlierWriteThatIsNotAnsweredInTime_staysKept() {
        told(offline("put", STORE, "a", "1"), "kept");
        server.faults().swallowReplies(1);
        server.faults().withholdBroadcasts(true);

        told(online("get", STORE, "a", "--timeout", "3"), "not answered in time", "1 write of earlier commands");
    }

    @Test
    void watchWithoutTheServer_waitsForIt_andPrintsWhatWasMissed() throws InterruptedException {
        store.set("a", 1);
        online("get", STORE, "a").done();
        store.set("missed", 2);
        server.faults().refuseConnects(true);
        try (var watch = new RunningCommand(environment(server.url().toString()), "watch", STORE, "**", "--include-current")) {
            assertThat(watch.nextComplaint()).contains("watching");
            assertThat(watch.nextLine()).contains("\"present\"", "\"path\":\"a\"");
            assertThat(watch.nextComplaint()).contains("not connected");

            server.faults().refuseConnects(false);

            assertThat(watch.nextLine()).contains("\"set\"", "\"path\":\"missed\"");
        }
    }

    @Test
    void serverThatRefuses_isNoServerThatIsAway() {
        online("put", STORE, "a", "1").done();
        try (DustServer strict = DustServer.start(ServerOptions.defaults().tokens(Map.of("right", Access.all())))) {
            CommandRun run = CommandRun.of(environment(strict.url().toString()), "get", STORE, "a", "--token", "wrong");

            assertThat(run.complaint(ExitCode.REFUSED)).contains("token", "403");
        }
    }

    @Test
    void options_mayStandBeforeTheCommandOrBehindIt_andGoBeforeTheEnvironment() {
        String url = server.url().toString();
        Map<String, String> wrong = new HashMap<>(environment(url));
        wrong.put("DUST_JDBC_URL", "jdbc:postgresql://localhost:1/none");
        for (List<String> line : List.of(
                List.of("put", STORE, "a", "1", "--cache", "postgres", "--jdbc", database.url()),
                List.of("--cache", "POSTGRES", "--jdbc", database.url(), "put", STORE, "b", "1"),
                List.of("--cache", "memory", "--jdbc", database.url(), "put", STORE, "c", "1", "--cache", "postgres"))) {
            CommandRun.of(wrong, line.toArray(String[]::new)).done();
        }
        CommandRun.of(wrong, "get", STORE, "a", "--cache", "memory").done();
        assertThat(told(offline("get", STORE, "c"), "cache").out()).isEqualTo("1\n");
    }

    @Test
    void pending_printsWhatWaits_andDiscardTakesItBack() {
        offline("put", STORE, "a", "1");
        offline("increment", STORE, "b", "2");

        String waiting = online("pending", STORE).done().out();
        assertThat(waiting.lines()).hasSize(2).first().asString().contains("\"op\":\"set\",\"path\":\"a\",\"value\":1,",
                "\"why\":\"queued\"");
        assertThat(store.rows()).isEmpty();

        String first = (String) ((Map<?, ?>) Json.parse(waiting.lines().findFirst().orElseThrow()).toPlain())
                .get("client_op_id");
        assertThat(offline("discard", STORE, first).done().out()).isEqualTo("{\"discarded\":\"" + first + "\"}\n");
        assertThat(offline("discard", STORE, first).complaint(ExitCode.NOT_FOUND)).contains(first);

        assertThat(told(online("get", STORE, "b"), "1 write").out()).isEqualTo("2\n");
        assertThat(store.get("a")).isNull();
        assertThat(offline("discard", STORE, "--all").done().out()).isEmpty();
    }
}
