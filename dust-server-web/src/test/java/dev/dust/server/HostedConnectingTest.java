package dev.dust.server;

import static dev.dust.server.HostedRow.row;
import static dev.dust.server.HostedStore.map;
import static dev.dust.server.HostedStore.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.access.Access;
import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Connecting, joining, status and tokens, as the public server does it. */
class HostedConnectingTest {
    private static final String ANY_ID = "8c2ff1ab-7a0f-4c35-9a3b-1f4a2b6c7d8e";

    private final ManualTime time = new ManualTime();
    private final TestServer server = TestServer.start(ServerOptions.defaults().hosted(true).time(time)
            .tokens(Map.of("all", Access.all(), "reader", Access.all().withScopes("entries:read"), "no_files",
                    Access.all().withScopes("entries:read", "entries:write"), "no_scopes", Access.all().withScopes(),
                    "elsewhere", Access.all().onlyStores("else/where"), "limited", Access.all())));

    @AfterEach
    void stop() {
        server.close();
    }

    private static MapValue join(HostedStore store, String token, String topic, Object... payload) {
        try (var other = RawClient.of(store.format, store.server.url(), "dev_b", token)) {
            return other.reply(other.send(null, topic, "phx_join", map(payload)));
        }
    }

    private static Object refusal(HostedStore store, String token, String topic, Object... payload) {
        MapValue reply = join(store, token, topic, payload);
        assertThat(reply.get("status")).isEqualTo(Value.of("error"));
        return reply.get("response").toPlain();
    }

    @TestFactory
    Stream<DynamicTest> joining() {
        return HostedRow.tests(server, time, List.of(
                row("a join is answered with what the token may, and with nothing of idempotent ops", s -> {
                    MapValue response = (MapValue) join(s, "all", "store:" + s.name, "last_store_seq", 0).get("response");
                    assertThat(response.fields()).containsOnlyKeys("store_seq", "capver", "capver_min", "permissions", "scopes",
                            "store_access");
                }),
                row("a join brings what came after its seq", s -> {
                    s.ok("set", "a", 1);
                    s.ok("set", "b", 2);
                    assertThat(s.catchUp(1)).extracting(event -> event.get("path")).containsExactly(Value.of("b"));
                }),
                row("an unknown store is unauthorized",
                        s -> {
                            assertThat(refusal(s, "all", "store:no/body", "last_store_seq", 0))
                                    .isEqualTo(reason("unauthorized"));
                            assertThat(refusal(s, "all", "store:" + ANY_ID, "last_store_seq", 0))
                                    .isEqualTo(reason("unauthorized"));
                            assertThat(s.server.stores()).doesNotContain("no/body");
                        }),
                row("a join without a seq crashes", s -> assertThat(refusal(s, "all", "store:" + s.name))
                        .isEqualTo(reason("join crashed"))),
                row("a join from beyond the end gets its own seq back", s -> {
                    s.ok("set", "a", 1);
                    try (var ahead = RawClient.of(s.format, s.server.url(), "dev_b", "all")) {
                        String ref = ahead.send(null, "store:" + s.name, "phx_join", map("last_store_seq", 50));
                        assertThat(((MapValue) ahead.reply(ref).get("response")).get("store_seq")).isEqualTo(Value.of(1));
                        assertThat(ahead.next().payload()).isEqualTo(map("through_seq", 50));
                    }
                }),
                row("a second join ends the first", s -> {
                    String first = s.joinRef();
                    s.client.send(null, "store:" + s.name, "phx_join", map("last_store_seq", 0));
                    assertThat(s.client.next())
                            .isEqualTo(new Frame(first, first, "store:" + s.name, "phx_close", MapValue.EMPTY));
                }),
                row("a push on a topic that was not joined is unmatched, without a join_ref", s -> {
                    String ref = s.client.send("7", "store:not/joined", "write", map("op", "set"));
                    assertThat(s.client.next()).isEqualTo(new Frame(null, ref, "store:not/joined", "phx_reply",
                            map("status", "error", "response", map("reason", "unmatched topic"))));
                }),
                row("a push with a stale join_ref, or with none, is ignored", s -> {
                    s.client.send("stale", "store:" + s.name, "status", MapValue.EMPTY);
                    s.client.send(null, "store:" + s.name, "status", MapValue.EMPTY);
                    assertThat(s.untilQuiet()).isEmpty();
                }),
                row("an unknown event crashes the channel", s -> {
                    s.crashPush("nonsense");
                    s.ok("set", "a", 1);
                }),
                row("a leave is answered and ends the membership", s -> {
                    String ref = s.send("phx_leave");
                    assertThat(s.client.next().ref()).isEqualTo(ref);
                    assertThat(s.client.next().event()).isEqualTo("phx_close");
                }),
                row("a store is joined by its id too, and its members by name hear nothing of those by id", s -> {
                    String topic = "store:" + s.store.id();
                    s.ok("set", "a", 1);
                    s.event();
                    try (var byId = RawClient.of(s.format, s.server.url(), "dev_b", "all")) {
                        String ref = byId.send(null, topic, "phx_join", map("last_store_seq", 0));
                        assertThat(byId.next("event").payload().get("path")).isEqualTo(Value.of("a"));
                        byId.next("catch_up_complete");
                        byId.send(ref, topic, "write",
                                map("op", "set", "path", "b", "value", 2, "client_op_id", "op_b"));
                        assertThat(byId.next("event").topic()).isEqualTo(topic);
                        assertThat(s.untilQuiet()).isEmpty();
                        s.ok("set", "c", 3);
                        assertThat(byId.next().event()).isEqualTo("phx_reply");
                        assertThat(byId.untilQuiet()).isEmpty();
                    }
                    assertThat(s.store.seq()).isEqualTo(3);
                }),
                row("what is neither a name nor an id crashes the join", s -> {
                    assertThat(refusal(s, "all", "store:blog", "last_store_seq", 0)).isEqualTo(reason("join crashed"));
                    assertThat(refusal(s, "all", "store:a/b/c", "last_store_seq", 0)).isEqualTo(reason("join crashed"));
                })));
    }

    @TestFactory
    Stream<DynamicTest> batches() {
        return HostedRow.tests(server, time, List.of(
                row("a thousand ops end with one catch_up_complete", s -> hasHistory(s, 1_000)),
                row("more come in batches, with one end", s -> hasHistory(s, 2_345))));
    }

    private static void hasHistory(HostedStore s, int ops) {
        for (int i = 0; i < ops; i++) {
            s.store.set("k", i);
        }
        assertThat(s.catchUp(0)).hasSize(ops);
    }

    @TestFactory
    Stream<DynamicTest> statusAndAcks() {
        return HostedRow.tests(server, time, List.of(
                row("status says how the store is", s -> {
                    s.ok("set", "a", Map.of("x", 1, "y", 2));
                    MapValue status = s.okPush("status");
                    assertThat(status.fields()).containsKeys("current_seq", "entry_count", "permissions", "scopes",
                            "store_access", "op_count", "db_size_bytes", "recent_ops", "latest_snapshot_seq", "expires_at");
                    assertThat(status.get("current_seq")).isEqualTo(Value.of(1));
                    assertThat(status.get("entry_count")).isEqualTo(Value.of(2));
                    assertThat(status.get("expires_at")).isEqualTo(Value.NULL);
                }),
                row("the end of a store is a timestamp in MessagePack, and a string in JSON", s -> {
                    s.store.expiresAt(Instant.parse("2026-03-31T12:00:00Z"));
                    s.send("status");
                    byte[] reply = s.client.nextBytes();
                    byte[] expected = s.format == Format.JSON
                            ? "\"expires_at\":\"2026-03-31T12:00:00Z\"".getBytes(StandardCharsets.UTF_8)
                            : concat("\u00aaexpires_at", timestamp("2026-03-31T12:00:00Z"));
                    assertThat(reply).containsSequence(expected);
                }),
                row("ack_seq is answered", s -> assertThat(s.okPush("ack_seq", "seq", 0)).isEqualTo(MapValue.EMPTY))));
    }

    /** Four bytes of seconds, as extension type -1. */
    static byte[] timestamp(String time) {
        return ByteBuffer.allocate(6).put((byte) 0xd6).put((byte) -1).putInt((int) Instant.parse(time).getEpochSecond())
                .array();
    }

    static byte[] concat(String latin, byte[] rest) {
        byte[] first = latin.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(first.length + rest.length).put(first).put(rest).array();
    }

    @TestFactory
    Stream<DynamicTest> tokensAndLimits() {
        return HostedRow.tests(server, time, List.of(
                row("a token that may only read is told so, and its writes lack a scope", s -> {
                    try (var reader = RawClient.of(s.format, s.server.url(), "dev_b", "reader")) {
                        String ref = reader.send(null, "store:" + s.name, "phx_join", map("last_store_seq", 0));
                        assertThat(((MapValue) reader.reply(ref).get("response")).get("permissions"))
                                .isEqualTo(map("read", true, "write", false));
                        assertThat(reader.push(ref, s.name, "write", "op", "set", "path", "a", "value", 1, "client_op_id", "o")
                                .get("response")).isEqualTo(map("reason", "missing_scope", "scope", "entries:write", "message",
                                        "Token is missing entries:write scope"));
                    }
                }),
                row("a file needs files:write", s -> {
                    try (var noFiles = RawClient.of(s.format, s.server.url(), "dev_b", "no_files")) {
                        String ref = noFiles.join(s.name, 0);
                        MapValue response = (MapValue) noFiles
                                .push(ref, s.name, "put_file", "path", "f", "content", "YWJj", "client_op_id", "o")
                                .get("response");
                        assertThat(response.get("reason")).isEqualTo(Value.of("missing_scope"));
                    }
                }),
                row("a join needs entries:read",
                        s -> assertThat(refusal(s, "no_scopes", "store:" + s.name, "last_store_seq", 0))
                                .isEqualTo(Map.of("reason", "missing_scope", "scope", "entries:read", "message",
                                        "Token is missing entries:read scope"))),
                row("a token of another store does not open this one, by whatever name", s -> {
                    Map<String, String> notAllowed = Map.of("reason", "store_not_allowed", "message",
                            "Token does not have access to this store");
                    assertThat(refusal(s, "elsewhere", "store:" + s.name, "last_store_seq", 0)).isEqualTo(notAllowed);
                    assertThat(refusal(s, "elsewhere", "store:" + s.store.id(), "last_store_seq", 0)).isEqualTo(notAllowed);
                }),
                row("members by name of an archived store are told without a join_ref, and can neither write nor come back",
                        s -> {
                            s.ok("set", "a", 1);
                            s.event();
                            s.store.archive();
                            assertThat(s.client.next())
                                    .isEqualTo(new Frame(null, null, "store:" + s.name, "phx_close", MapValue.EMPTY));
                            assertThat(s.refused("set", "a", 2)).isEqualTo(reason("store_archived"));
                            assertThat(s.refusedPush("put_file", "path", "f", "content", "YWJj"))
                                    .isEqualTo(reason("store_archived"));
                            assertThat(refusal(s, "all", "store:" + s.name, "last_store_seq", 0))
                                    .isEqualTo(reason("unauthorized"));
                        })));
    }

    @TestFactory
    Stream<DynamicTest> rateLimits() {
        var limited = TestServer.start(ServerOptions.defaults().hosted(true).time(time).rateLimit(1));
        return HostedRow.tests(limited, time, List.of(
                row("a write or file beyond the limit is to be tried again in a minute, however much of it is over", s -> {
                    try (var own = RawClient.of(s.format, s.server.url(), "dev_b", "token_" + s.name.replace('/', '_'))) {
                        String ref = own.join(s.name, 0);
                        own.push(ref, s.name, "write", "op", "set", "path", "a", "value", 1, "client_op_id", "o1");
                        time.move(Duration.ofSeconds(20));
                        MapValue limit = map("reason", "rate_limited", "retry_after_ms", 60_000);
                        assertThat(own.push(ref, s.name, "write", "op", "set", "path", "a", "value", 2, "client_op_id", "o2")
                                .get("response")).isEqualTo(limit);
                        assertThat(own.push(ref, s.name, "put_file", "path", "f", "content", "YWJj", "client_op_id", "o3")
                                .get("response")).isEqualTo(limit);
                    }
                }))).onClose(limited::close);
    }

    @TestFactory
    Stream<DynamicTest> keyLimits() {
        var limited = TestServer.start(ServerOptions.defaults().hosted(true).time(time).keyLimit(1));
        return HostedRow.tests(limited, time, List.of(row("a limit says which, how much and how much there may be", s -> {
            s.ok("set", "a", 1);
            assertThat(s.refused("set", "b", 1))
                    .isEqualTo(Map.of("reason", "limit_exceeded", "dimension", "keys", "current", 1L, "limit", 1L));
        }))).onClose(limited::close);
    }

    @Test
    void textOnAMessagePackConnection_isReadAsJson_andAnsweredInMessagePack() {
        try (var pack = RawClient.messagePack(server.url(), "dev_a", "all")) {
            pack.sendText("[null,\"text\",\"phoenix\",\"heartbeat\",{}]");
            assertThat(pack.next())
                    .isEqualTo(new Frame(null, "text", "phoenix", "phx_reply", map("status", "ok", "response", map())));
        }
    }

    @Test
    @Tag("slow")
    void aFrameOfEightMillionBytes_isTaken_andALongerOneClosesTheConnection() {
        server.store("a/b");
        try (var client = RawClient.json(server.url(), "dev_a", "all")) {
            String ref = client.join("a/b", 0);
            String frame = "[\"" + ref
                    + "\",\"w\",\"store:a/b\",\"write\",{\"op\":\"set\",\"path\":\"a\",\"client_op_id\":\"o\",\"value\":\"";
            client.sendText(frame + "x".repeat(8_000_000 - frame.length() - 3) + "\"}]");
            assertThat(client.reply("w").get("status")).isEqualTo(Value.of("ok"));
            client.sendText(frame + "x".repeat(8_000_000 - frame.length() - 2) + "\"}]");
            assertThat(client.awaitGone()).isEqualTo(1009);
        }
    }
}
