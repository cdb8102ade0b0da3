package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that read and write a store, against a real server. */
class StoreCommandsTest extends AgainstServer {
    @ParameterizedTest
    @ValueSource(strings = {"json", "msgpack"})
    void put_writesTheValueAndPrintsItsSeq(String format) {
        Value printed = dust("put", STORE, "a/b", "{\"n\":1,\"x\":1.0}", "--format", format).done().json();

        assertThat(printed).isEqualTo(Json.parse("{\"store_seq\":1}"));
        assertThat(store.get("a/b/n")).isEqualTo(Value.of(1));
        assertThat(store.get("a/b/x")).isEqualTo(Value.of(1.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "msgpack"})
    void get_printsALeafOrTheMapOfASubtree(String format) {
        store.set("a", Map.of("n", 12345678901L, "text", "\u00e9\n"));

        assertThat(dust("get", STORE, "a/n", "--format", format).done().out()).isEqualTo("12345678901\n");
        assertThat(dust("get", STORE, "a", "--format", format).done().json())
                .isEqualTo(Json.parse("{\"n\":12345678901,\"text\":\"\u00e9\\n\"}"));
    }

    @Test
    void get_ofNull_isAValue() {
        store.set("a", null);

        assertThat(dust("get", STORE, "a").done().out()).isEqualTo("null\n");
    }

    @Test
    void get_ofNothing_isNotFound() {
        assertThat(dust("get", STORE, "not/there").complaint(ExitCode.NOT_FOUND)).contains("not/there");
    }

    @Test
    void delete_removesTheSubtree() {
        store.set("a", Map.of("b", 1, "c", 2));

        assertThat(dust("delete", STORE, "a").done().json()).isEqualTo(Json.parse("{\"store_seq\":2}"));

        assertThat(store.rows()).isEmpty();
    }

    @Test
    void merge_leavesOtherFields() {
        store.set("a", Map.of("b", 1, "c", 2));

        dust("merge", STORE, "a", "{\"c\":3}").done();

        assertThat(store.get("a/b")).isEqualTo(Value.of(1));
        assertThat(store.get("a/c")).isEqualTo(Value.of(3));
    }

    @Test
    void merge_ofWhatIsNoMap_isBadUsage() {
        assertThat(dust("merge", STORE, "a", "3").complaint(ExitCode.USAGE)).contains("map");
    }

    @Test
    void increment_addsOneOrWhatIsSaid_negativeAndFloatToo() {
        dust("increment", STORE, "n").done();
        assertThat(store.get("n")).isEqualTo(Value.of(1));
        dust("increment", STORE, "n", "-5").done();
        assertThat(store.get("n")).isEqualTo(Value.of(-4));
        dust("increment", STORE, "n", "1.5").done();
        assertThat(store.get("n")).isEqualTo(Value.of(-2.5));
    }

    @Test
    void increment_byWhatIsNoNumber_isBadUsage() {
        assertThat(dust("increment", STORE, "n", "\"5\"").complaint(ExitCode.USAGE)).contains("number");
    }

    @Test
    void addAndRemove_changeASet() {
        dust("add", STORE, "s", "1").done();
        dust("add", STORE, "s", "\"x\"").done();
        dust("add", STORE, "s", "1").done();
        assertThat(store.get("s")).isEqualTo(Value.from(List.of(1, "x")));

        dust("remove", STORE, "s", "1").done();
        assertThat(store.get("s")).isEqualTo(Value.from(List.of("x")));
    }

    @Test
    void enum_printsRowsWithTypeAndRevision() {
        store.set("u/a", 1);
        store.set("u/b", "x");
        store.set("other", true);

        assertThat(dust("enum", STORE, "u/*").done().json()).isEqualTo(Json.parse("""
                {"items":[{"path":"u/a","value":1,"type":"integer","revision":1},
                          {"path":"u/b","value":"x","type":"string","revision":2}],"next":null}"""));
    }

    @Test
    void enum_goesPageByPage_inEitherOrder() {
        store.set("u", Map.of("a", 1, "b", 2, "c", 3));

        Value first = dust("enum", STORE, "u/*", "--select", "keys", "--limit", "2", "--order", "desc").done().json();
        assertThat(field(first, "items")).isEqualTo(Json.parse("[\"u/c\",\"u/b\"]"));

        String cursor = (String) field(first, "next").toPlain();
        Value second = dust("enum", STORE, "u/*", "--select", "keys", "--limit", "2", "--order", "desc", "--after", cursor)
                .done().json();
        assertThat(second).isEqualTo(Json.parse("{\"items\":[\"u/a\"],\"next\":null}"));
    }

    private static Value field(Value map, String name) {
        return Value.from(((Map<?, ?>) map.toPlain()).get(name));
    }

    @Test
    void enum_selectsPrefixes() {
        store.set("u/a/x", 1);
        store.set("u/a/y", 1);
        store.set("u/b/x", 1);

        assertThat(dust("enum", STORE, "u/**", "--select", "prefixes").done().json())
                .isEqualTo(Json.parse("{\"items\":[\"u/a\",\"u/b\"],\"next\":null}"));
        assertThat(dust("enum", STORE, "u/*", "--select", "prefixes").complaint(ExitCode.USAGE)).contains("**");
    }

    @Test
    void enum_ofAll_printsPageAfterPage() {
        store.set("u", Map.of("a", 1, "b", 2, "c", 3));

        assertThat(dust("enum", STORE, "u/*", "--select", "keys", "--limit", "2", "--all").done().out()).isEqualTo("""
                {"items":["u/a","u/b"],"next":"u/b"}
                {"items":["u/c"],"next":null}
                """);
        assertThat(dust("enum", STORE, "u/*", "--select", "keys", "--after", "u/a", "--all").done().out())
                .isEqualTo("{\"items\":[\"u/b\",\"u/c\"],\"next\":null}\n");
    }

    @Test
    void enum_ofMoreThanAPage_saysHowToGoOn_unlessAPageWasAskedFor() {
        store.set("u", IntStream.range(0, 51).boxed().collect(Collectors.toMap(i -> "k" + i, i -> i)));

        CommandRun run = dust("enum", STORE, "u/*");

        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).hasLineCount(1).contains("--all", "--after");
        dust("enum", STORE, "u/*", "--limit", "50").done();
        dust("enum", STORE, "u/*", "--all").done();
    }

    @Test
    void status_tellsHowTheStoreStands() {
        store.set("a", Map.of("b", 1, "c", 2));

        Value status = dust("status", STORE).done().json();

        assertThat(status.toPlain()).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("store", STORE).containsEntry("connection", "connected").containsEntry("last_store_seq", 1L)
                .containsEntry("pending_ops", 0L).containsEntry("entry_count", 2L)
                .containsEntry("permissions", Map.of("read", true, "write", true))
                .containsEntry("store_access", Map.of("mode", "all", "store_ids", List.of()));
    }

    @Test
    void refusedWrite_tellsTheServersReason() {
        server.faults().refuseNextWrite("limit_exceeded", Map.of("dimension", "keys"));

        assertThat(dust("put", STORE, "a", "1").complaint(ExitCode.REFUSED)).contains("limit_exceeded", "keys");
        assertThat(store.rows()).isEmpty();
    }

    @Test
    @Tag("slow")
    void writeWithoutAnAnswer_isGivenUpAfterTheTimeout() {
        server.faults().swallowReplies(1);
        server.faults().withholdBroadcasts(true);

        assertThat(dust("put", STORE, "a", "1", "--timeout", "3").complaint(ExitCode.UNREACHABLE)).contains("unknown");
    }
}
