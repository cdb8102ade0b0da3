package dev.dust.server;

import static dev.dust.server.HostedRow.row;
import static dev.dust.server.HostedStore.map;
import static dev.dust.server.HostedStore.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.dust.server.access.Access;
import dev.dust.server.frame.Format;
import dev.dust.server.rules.Wire;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Catch-ups, snapshots, rollbacks and files, as the public server does them. */
class HostedCatchUpTest {
    private static final String ABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final BigInteger BEYOND_64_BITS = BigInteger.ONE.shiftLeft(64);

    private final ManualTime time = new ManualTime();
    private final TestServer server = TestServer.start(ServerOptions.defaults().hosted(true).time(time)
            .tokens(Map.of("all", Access.all(), "elsewhere", Access.all().onlyStores("else/where"))));

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        server.close();
    }

    private static Map<String, String> typed(String type, String text) {
        return Map.of("_typed", text, "_type", type);
    }

    private static List<Value> values(Object... values) {
        return Stream.of(values).map(Value::from).toList();
    }

    @TestFactory
    Stream<DynamicTest> sums() {
        return HostedRow.tests(server, time, List.of(
                row("totals and lists are worked out again, from where the client is", s -> {
                    s.ok("increment", "n", 2);
                    s.ok("increment", "n", 0.25);
                    s.ok("add", "l", "x");
                    s.ok("add", "l", "y");
                    s.ok("remove", "l", "x");
                    assertThat(s.caughtUp(0))
                            .isEqualTo(values(2, 2.25, List.of("x"), List.of("y", "x"), List.of("y")));
                    assertThat(s.caughtUp(3)).isEqualTo(values(List.of("y", "x"), List.of("y")));
                }),
                row("a set does not enter into a total", s -> {
                    s.ok("set", "n", 100);
                    s.ok("increment", "n", 5);
                    assertThat(s.event().get("value")).isEqualTo(Value.of(100));
                    assertThat(s.event().get("value")).isEqualTo(Value.of(105));
                    assertThat(s.caughtUp(0)).isEqualTo(values(100, 5));
                    assertThat(s.caughtUp(1)).isEqualTo(values(105));
                }),
                row("a delete does not enter into a total", s -> {
                    s.ok("increment", "n", 5);
                    s.ok("delete", "n", null);
                    s.ok("increment", "n", 1);
                    assertThat(s.caughtUp(0)).isEqualTo(values(5, null, 6));
                }),
                row("an add over what was no list where the client is crashes, and from elsewhere does not", s -> {
                    s.ok("set", "l", "text");
                    s.ok("add", "l", 1);
                    s.crashesCatchUp(1, 0);
                    assertThat(s.caughtUp(0)).isEqualTo(values("text", List.of(1)));
                    s.ok("set", "m", "text");
                    s.ok("remove", "m", 1);
                    s.crashesCatchUp(3, 0);
                }),
                row("an increment over what was no number where the client is crashes, whatever was set since", s -> {
                    s.ok("set", "n", "text");
                    s.ok("set", "n", 10);
                    s.ok("increment", "n", 1);
                    s.crashesCatchUp(1, 1);
                    assertThat(s.caughtUp(2)).isEqualTo(values(11));
                }),
                row("increments after a compaction go on from the snapshot", s -> {
                    s.ok("increment", "n", 5);
                    s.store.compact();
                    s.ok("increment", "n", 2);
                    assertThat(s.catchUp(0)).hasSize(2).last().extracting(event -> event.get("value"))
                            .isEqualTo(Value.of(7));
                })));
    }

    @Test
    void whatWasSent_survivesARestart() {
        Path file = folder.resolve("dust.jsonl");
        String name;
        try (var first = TestServer.start(ServerOptions.defaults().hosted(true).data(file));
                var store = new HostedStore(first, time, Format.JSON, "all")) {
            name = store.name;
            store.ok("set", "n", 100);
            store.ok("increment", "n", 5);
        }
        try (var second = TestServer.start(ServerOptions.defaults().hosted(true).data(file));
                var client = RawClient.json(second.url(), "dev_a")) {
            client.send(null, "store:" + name, "phx_join", map("last_store_seq", 0));
            client.next("event");
            assertThat(client.next("event").payload().get("value")).isEqualTo(Value.of(5));
        }
    }

    /** A string in JSON, and something else in MessagePack. */
    private static void isTextInJson(HostedStore s, String text) {
        if (s.format == Format.JSON) {
            assertThat(s.caughtUp(0)).isEqualTo(values(text));
        }
    }

    private static void comesAs(HostedStore s, byte[] messagePack) {
        if (s.format == Format.MESSAGE_PACK) {
            try (var late = RawClient.messagePack(s.server.url(), "dev_late", "all")) {
                late.send(null, "store:" + s.name, "phx_join", map("last_store_seq", 0));
                late.nextBytes();
                assertThat(late.nextBytes()).containsSequence(messagePack);
                assertThat(late.next().event()).isEqualTo("catch_up_complete");
            }
        }
    }

    private static void crashesInMessagePack(HostedStore s) {
        if (s.format == Format.MESSAGE_PACK) {
            s.crashesCatchUp(0, 0);
        }
    }

    @TestFactory
    Stream<DynamicTest> terms() {
        return HostedRow.tests(server, time, List.of(
                row("a decimal is a string in JSON, and a crash in MessagePack", s -> {
                    s.ok("set", "d", typed("decimal", "29.99"));
                    assertThat(s.event().get("value")).isEqualTo(Value.from(typed("decimal", "29.99")));
                    isTextInJson(s, "29.99");
                    crashesInMessagePack(s);
                }),
                row("a datetime is a string in JSON, and a timestamp in MessagePack", s -> {
                    s.ok("set", "t", typed("datetime", "2026-03-31T12:00:00Z"));
                    isTextInJson(s, "2026-03-31T12:00:00Z");
                    comesAs(s,
                            HostedConnectingTest.concat("\u00a5value", HostedConnectingTest.timestamp("2026-03-31T12:00:00Z")));
                }),
                row("of a second there are microseconds", s -> {
                    s.ok("set", "t", typed("datetime", "2026-03-31T12:00:00.123456789Z"));
                    isTextInJson(s, "2026-03-31T12:00:00.123456Z");
                    long seconds = Instant.parse("2026-03-31T12:00:00Z").getEpochSecond();
                    comesAs(s, HostedConnectingTest.concat("\u00a5value\u00d7\u00ff",
                            ByteBuffer.allocate(8).putLong(123_456_000L << 34 | seconds).array()));
                }),
                row("a time before 1970 takes twelve bytes", s -> {
                    s.ok("set", "t", typed("datetime", "1969-12-31T23:59:59Z"));
                    isTextInJson(s, "1969-12-31T23:59:59Z");
                    comesAs(s, HostedConnectingTest.concat("\u00a5value\u00c7\u000c\u00ff",
                            ByteBuffer.allocate(12).putInt(0).putLong(-1).array()));
                }),
                row("a datetime beyond the year 9999, or that is none, crashes every catch-up", s -> {
                    s.ok("set", "a", 1);
                    s.ok("set", "t", Instant.MAX);
                    s.crashesCatchUp(0, 1);
                    s.ok("set", "t", typed("datetime", "soon"));
                    s.crashesCatchUp(2, 0);
                }),
                row("so does a decimal that is none", s -> {
                    s.ok("set", "d", typed("decimal", "cheap"));
                    s.crashesCatchUp(0, 0);
                }),
                row("typed values in maps and lists come unchanged", s -> {
                    Object map = Map.of("d", typed("decimal", "1.5"), "l", List.of(typed("datetime", "2026-03-31T12:00:00Z")));
                    s.ok("set", "m", map);
                    s.ok("set", "l", List.of(map));
                    assertThat(s.caughtUp(0)).isEqualTo(values(map, List.of(map)));
                }),
                row("typed members are strings in JSON", s -> {
                    s.ok("add", "l", typed("decimal", "1.5"));
                    assertThat(s.event().get("value")).isEqualTo(Value.from(List.of(typed("decimal", "1.5"))));
                    if (s.format == Format.JSON) {
                        assertThat(s.caughtUp(0)).isEqualTo(values(List.of("1.5")));
                    }
                    crashesInMessagePack(s);
                }),
                row("typed members are timestamps in MessagePack", s -> {
                    s.ok("add", "l", typed("datetime", "2026-03-31T12:00:00Z"));
                    comesAs(s, HostedConnectingTest.concat("\u00a5value\u0091",
                            HostedConnectingTest.timestamp("2026-03-31T12:00:00Z")));
                }),
                row("the envelope of a snapshot is taken for one wherever it stands", s -> {
                    s.ok("set", "x", Map.of("_scalar", 5));
                    assertThat(s.caughtUp(0)).isEqualTo(values(5));
                }),
                row("leases keep their envelope, deletes are null, and merges are maps", s -> {
                    s.ok("lease", "k", null, "holder", "me", "ttl_ms", 1_000);
                    s.ok("release", "k", null, "token", 1);
                    s.ok("merge", "m", Map.of("x", 1));
                    s.ok("delete", "m", null);
                    assertThat(s.caughtUp(0)).isEqualTo(values(LeaseValue.of("me", 1, s.time.now().toEpochMilli() + 1_000),
                            null, Map.of("x", 1), null));
                }),
                row("an integer beyond 64 bits is a crash in MessagePack", s -> {
                    s.store.writeUnheard("set", "big", Map.of("deep", List.of(BEYOND_64_BITS)));
                    if (s.format == Format.JSON) {
                        assertThat(s.caughtUp(0)).isEqualTo(values(Map.of("deep", List.of(BEYOND_64_BITS))));
                    }
                    crashesInMessagePack(s);
                    s.store.compact();
                    crashesInMessagePack(s);
                })));
    }

    @TestFactory
    Stream<DynamicTest> snapshots() {
        return HostedRow.tests(server, time, List.of(
                row("a client that is behind gets a snapshot, whose lists are strings and typed values maps", s -> {
                    s.ok("set", "a", Map.of("l", List.of(1), "d", typed("decimal", "1.5"), "n", 1));
                    s.ok("add", "s", 1);
                    s.store.compact();
                    assertThat(s.ok("increment", "c", 1).get("store_seq")).isEqualTo(Value.of(3));
                    List<MapValue> payloads = s.catchUp(1);
                    assertThat(payloads).hasSize(2);
                    assertThat(payloads.getFirst()).isEqualTo(map("snapshot_seq", 2, "entries", map( //
                            "a/d", map("value", typed("decimal", "1.5"), "type", "map"), //
                            "a/l", map("value", map("_scalar", List.of(1)), "type", "string"), //
                            "a/n", map("value", map("_scalar", 1), "type", "integer"), //
                            "s", map("value", map("_scalar", List.of(1)), "type", "set"))));
                    assertThat(s.catchUp(2)).as("a client at the snapshot gets none").hasSize(1);
                }),
                row("what was written unheard is found by a join", s -> {
                    s.store.writeUnheard("set", "a", 1);
                    assertThat(s.untilQuiet()).isEmpty();
                    assertThat(s.caughtUp(0)).isEqualTo(values(1));
                })));
    }

    @TestFactory
    Stream<DynamicTest> rollbacks() {
        return HostedRow.tests(server, time, List.of(
                row("a rollback of a path writes as the system", s -> {
                    s.ok("set", "a", 1);
                    s.ok("set", "a", 2);
                    s.event();
                    s.event();
                    assertThat(s.okPush("rollback", "path", "a", "to_seq", 1)).isEqualTo(map("store_seq", 3));
                    MapValue event = s.event();
                    assertThat(event.get("value")).isEqualTo(Value.of(1));
                    assertThat(event.get("device_id")).isEqualTo(Value.of("system:rollback"));
                    assertThat(event.get("client_op_id")).isEqualTo(Value.of("rollback:1:a"));
                    assertThat(s.okPush("rollback", "path", "a", "to_seq", 1)).isEqualTo(map("store_seq", 3, "noop", true));
                }),
                row("a rollback to before it was there is a delete, and one of a map is one set", s -> {
                    s.ok("set", "other", 1);
                    s.ok("set", "m", Map.of("x", 1, "y", 2));
                    s.ok("delete", "m", null);
                    s.okPush("rollback", "path", "m", "to_seq", 2);
                    s.okPush("rollback", "path", "m", "to_seq", 1);
                    assertThat(s.catchUp(3)).extracting(event -> event.get("op"), event -> event.get("value")).containsExactly(
                            tuple(Value.of("set"), Value.from(Map.of("x", 1, "y", 2))),
                            tuple(Value.of("delete"), Value.NULL));
                }),
                row("a rollback beyond the history is refused, into the future it does nothing, and without a seq it crashes",
                        s -> {
                            assertThat(s.refusedPush("rollback", "path", "a", "to_seq", 0)).isEqualTo(reason("no_ops"));
                            s.ok("set", "a", 1);
                            s.ok("set", "a", 2);
                            assertThat(s.refusedPush("rollback", "path", "a", "to_seq", 0))
                                    .isEqualTo(reason("beyond_retention"));
                            assertThat(s.okPush("rollback", "path", "a", "to_seq", 99))
                                    .isEqualTo(map("store_seq", 2, "noop", true));
                            s.crashPush("rollback", "path", "a");
                            s.store.compact();
                            assertThat(s.refusedPush("rollback", "path", "a", "to_seq", 1))
                                    .isEqualTo(reason("beyond_retention"));
                        }),
                row("a rollback of the store is unheard, deletes files and leases, and makes counters integers", s -> {
                    s.ok("increment", "n", 5);
                    s.ok("lease", "lock", null);
                    s.okPush("put_file", "path", "f", "content", "YWJj");
                    s.ok("increment", "n", 1);
                    s.untilQuiet();
                    assertThat(s.okPush("rollback", "to_seq", 3)).isEqualTo(map("ops_written", 3));
                    assertThat(s.untilQuiet()).isEmpty();
                    assertThat(s.values()).isEqualTo(Map.of("n", 5L));
                    assertThat(s.type("n")).isEqualTo("integer");
                })));
    }

    private int download(String hash, String token) throws IOException, InterruptedException {
        return downloaded(hash, token).statusCode();
    }

    private HttpResponse<Void> downloaded(String hash, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.httpUrl() + "/api/files/" + hash));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.discarding());
    }

    @TestFactory
    Stream<DynamicTest> files() {
        return HostedRow.tests(server, time, List.of(
                row("a file is answered with its hash, and written with what it is called", s -> {
                    assertThat(s.okPush("put_file", "path", "f", "content", "YWJj"))
                            .isEqualTo(map("store_seq", 1, "hash", ABC));
                    MapValue reference = Wire.map(s.event().get("value"));
                    assertThat(reference.get("filename")).isEqualTo(Value.NULL);
                    assertThat(reference.get("content_type")).isEqualTo(Value.of("application/octet-stream"));
                }),
                row("what is no base64, or no path, is refused", s -> {
                    assertThat(s.refusedPush("put_file", "path", "f", "content", "!!!")).isEqualTo(reason("invalid_base64"));
                    assertThat(s.refusedPush("put_file", "path", "f", "content", "YQ")).isEqualTo(reason("invalid_base64"));
                    assertThat(s.refusedPush("put_file", "path", "a//b", "content", "YWJj"))
                            .isEqualTo(reason("empty_segment"));
                }),
                row("a file without a path crashes the channel", s -> s.crashPush("put_file", "path_segments", List.of("f"),
                        "content", "YWJj")),
                row("a file's path wins over its segments, and preconditions are ignored", s -> {
                    s.okPush("put_file", "path", "a", "path_segments", List.of("b"), "content", "YWJj", "if_match", 7,
                            "if_absent", true, "fence", Map.of("key", "k", "token", 1));
                    assertThat(s.store.rows()).containsOnlyKeys("a");
                }),
                row("a file name that the database cannot hold crashes the channel", s -> {
                    s.crashPush("put_file", "path", "f", "content", "YWJj", "filename", "x".repeat(256));
                    s.crashPush("put_file", "path", "f", "content", "YWJj", "filename", "a\0b");
                    s.okPush("put_file", "path", "f", "content", "YWJj", "filename", "\ud83d\ude00".repeat(255));
                }),
                row("the second file of a store crashes the channel", s -> {
                    s.okPush("put_file", "path", "f", "content", "YWJj");
                    s.crashPush("put_file", "path", "g", "content", "YWJj");
                }),
                row("who may read a row that names the file gets it, and all others are forbidden", s -> {
                    byte[] content = s.name.getBytes(StandardCharsets.UTF_8);
                    MapValue stored = s.okPush("put_file", "path", "f", "content",
                            Base64.getEncoder().encodeToString(content));
                    String hash = (String) stored.get("hash").toPlain();
                    HttpResponse<Void> file = downloaded(hash, "all");
                    assertThat(file.statusCode()).isEqualTo(200);
                    assertThat(file.headers().firstValue("Content-Disposition")).hasValue("inline");
                    assertThat(download(hash, "elsewhere")).isEqualTo(403);
                    assertThat(download(hash, null)).isEqualTo(401);
                    assertThat(download(hash, "nobody")).isEqualTo(401);
                    assertThat(download("sha256:00", "all")).isEqualTo(403);
                    s.ok("delete", "f", null);
                    assertThat(download(hash, "all")).isEqualTo(403);
                })));
    }

    @Test
    void nobodyIsSentTheRowsInPlaceOfAHistory() {
        for (int i = 0; i < 1_001; i++) {
            server.store("org/long").set("a", i);
        }
        try (var client = RawClient.json(server.url(), "dev_a", "all")) {
            client.reply(client.send(null, "store:org/long", "phx_join", map("last_store_seq", 0, "accepts_snapshot", true)));
            assertThat(client.next().payload().get("store_seq")).isEqualTo(Value.of(1));
        }
    }
}
