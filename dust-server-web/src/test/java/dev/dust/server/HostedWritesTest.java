package dev.dust.server;

import static dev.dust.server.HostedRow.row;
import static dev.dust.server.HostedStore.isTerm;
import static dev.dust.server.HostedStore.map;
import static dev.dust.server.HostedStore.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.frame.Format;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Paths, values, counters and sets, as the public server takes them. */
class HostedWritesTest {
    private static final BigInteger BEYOND_64_BITS = BigInteger.ONE.shiftLeft(64);
    private static final Map<String, String> DECIMAL = Map.of("_typed", "29.99", "_type", "decimal");

    private final ManualTime time = new ManualTime();
    private final TestServer server = TestServer.start(ServerOptions.defaults().hosted(true).time(time));

    @AfterEach
    void stop() {
        server.close();
    }

    private static Object refusedPath(HostedStore s, Object path) {
        return s.refusedPush("write", "op", "set", "path", path, "value", 1);
    }

    private static Object refusedSegments(HostedStore s, Object... segments) {
        return s.refusedPush("write", "op", "set", "path", "a", "path_segments", Arrays.asList(segments), "value", 1);
    }

    @TestFactory
    Stream<DynamicTest> paths() {
        return HostedRow.tests(server, time, List.of(
                row("a set is told to all, and then answered", s -> {
                    String ref = s.send("write", "op", "set", "path", "a/b", "value", 1, "client_op_id", "op_x");
                    assertThat(s.event()).isEqualTo(map("store_seq", 1, "op", "set", "path", "a/b", "path_segments",
                            List.of("a", "b"), "value", 1, "device_id", "dev_a", "client_op_id", "op_x"));
                    assertThat(s.client.reply(ref)).isEqualTo(map("status", "ok", "response", map("store_seq", 1)));
                }),
                row("segments win over the path, and are rendered with escapes", s -> {
                    s.okPush("write", "op", "set", "path", "ignored", "path_segments", List.of("a/b", "c~d.e", "\u00e9"),
                            "value", 1);
                    assertThat(s.event().get("path")).isEqualTo(Value.of("a~1b/c~0d.e/\u00e9"));
                }),
                row("a path that is none is refused", s -> {
                    assertThat(refusedPath(s, "posts//hello")).isEqualTo(reason("empty_segment"));
                    assertThat(refusedPath(s, "")).isEqualTo(reason("empty_path"));
                    assertThat(refusedPath(s, "/a")).isEqualTo(reason("empty_segment"));
                    assertThat(refusedPath(s, "a/")).isEqualTo(reason("empty_segment"));
                    assertThat(refusedPath(s, "a~2b")).isEqualTo(reason("invalid_escape"));
                    assertThat(refusedPath(s, "a~")).isEqualTo(reason("invalid_escape"));
                    assertThat(refusedPath(s, null)).isEqualTo(reason("missing_path"));
                    assertThat(refusedPath(s, 7)).isEqualTo(reason("missing_path"));
                }),
                row("segments that are none are refused", s -> {
                    assertThat(refusedSegments(s)).isEqualTo(reason("empty_path"));
                    assertThat(refusedSegments(s, "")).isEqualTo(reason("empty_segment"));
                    assertThat(refusedSegments(s, "a", 1)).isEqualTo(reason("not_a_string"));
                    assertThat(refusedSegments(s, "a", null)).isEqualTo(reason("not_a_string"));
                }),
                row("segments that are null leave it to the path",
                        s -> s.okPush("write", "op", "set", "path", "a", "path_segments", null, "value", 1)),
                row("what is no op is refused", s -> {
                    assertThat(s.refused("nonsense", "a", 1)).isEqualTo(reason("invalid op"));
                    assertThat(s.refusedPush("write", "path", "a")).isEqualTo(reason("invalid op"));
                    assertThat(s.refused("put_file", "a", "no reference")).isEqualTo(reason("invalid op"));
                }),
                row("a file's reference can be written", s -> {
                    var reference = Map.of("_type", "file", "hash", "sha256:00", "size", 3);
                    assertThat(s.ok("put_file", "a", reference)).isEqualTo(map("store_seq", 1));
                    assertThat(s.store.get("a")).isEqualTo(Value.from(reference));
                    assertThat(s.type("a")).isEqualTo("file");
                }),
                row("an op without an id is refused with a term", s -> {
                    isTerm(s.refusedPush("write", "op", "set", "path", "a", "value", 1, "client_op_id", null),
                            "%Exqlite.Error{");
                    assertThat(s.store.seq()).isZero();
                }),
                row("a set without a value writes null", s -> {
                    s.okPush("write", "op", "set", "path", "a");
                    assertThat(s.store.get("a")).isEqualTo(Value.NULL);
                }),
                row("an op that is sent twice under one id takes effect twice", s -> {
                    s.ok("increment", "n", 1, "client_op_id", "op_twice");
                    s.ok("increment", "n", 1, "client_op_id", "op_twice");
                    assertThat(s.values()).isEqualTo(Map.of("n", 2L));
                })));
    }

    @TestFactory
    Stream<DynamicTest> trees() {
        return HostedRow.tests(server, time, List.of(
                row("a map is a row per leaf, and replaces what was there", s -> {
                    s.ok("set", "a", Map.of("x", 1, "y", Map.of("z", 2)));
                    assertThat(s.event().get("value")).isEqualTo(Value.from(Map.of("x", 1, "y", Map.of("z", 2))));
                    assertThat(s.values()).isEqualTo(Map.of("a/x", 1L, "a/y/z", 2L));
                    s.ok("set", "a", Map.of("x", 3));
                    assertThat(s.values()).isEqualTo(Map.of("a/x", 3L));
                    s.ok("set", "a", 4);
                    s.ok("set", "a/b", 5);
                    assertThat(s.values()).isEqualTo(Map.of("a", 4L, "a/b", 5L));
                }),
                row("an empty map leaves nothing", s -> {
                    s.ok("set", "a", 1);
                    s.ok("set", "a", Map.of());
                    assertThat(s.values()).isEmpty();
                }),
                row("a delete takes what is below along, and no more", s -> {
                    s.ok("set", "a%", Map.of("x", 1));
                    s.ok("set", "ab", Map.of("x", 1));
                    s.ok("delete", "a%", null);
                    assertThat(s.values()).isEqualTo(Map.of("ab/x", 1L));
                    assertThat(s.ok("delete", "nothing", null)).isEqualTo(map("store_seq", 4));
                }),
                row("delete and set take along what lies below paths that differ in case alone", s -> {
                    s.ok("set", "FOO", Map.of("x", 1));
                    s.ok("set", "foo/y", 2);
                    s.ok("delete", "foo", null);
                    assertThat(s.values()).isEmpty();
                    s.ok("set", "Users/x", 1);
                    s.ok("set", "users", 1);
                    assertThat(s.values()).isEqualTo(Map.of("users", 1L));
                    s.store.compact();
                    assertThat(((MapValue) s.catchUp(0).getFirst().get("entries")).fields()).containsOnlyKeys("users");
                }),
                row("a merge leaves siblings, and replaces maps", s -> {
                    s.ok("set", "a", Map.of("x", 1, "y", Map.of("z", 2)));
                    s.ok("merge", "a", Map.of("y", Map.of("w", 3), "v", 4));
                    s.ok("merge", "a", Map.of());
                    assertThat(s.values()).isEqualTo(Map.of("a/v", 4L, "a/x", 1L, "a/y/w", 3L));
                    s.ok("merge", "a", Map.of("y", 5));
                    assertThat(s.values()).containsEntry("a/y", 5L).containsEntry("a/y/w", 3L);
                    assertThat(s.refused("merge", "a", 1)).isEqualTo(reason("merge_requires_map_value"));
                    assertThat(s.refused("merge", "a", Map.of("", 1))).isEqualTo(reason("empty_segment"));
                }),
                row("a merge of a typed map merges its keys", s -> {
                    s.ok("merge", "a", DECIMAL);
                    assertThat(s.values()).isEqualTo(Map.of("a/_typed", "29.99", "a/_type", "decimal"));
                    s.store.compact();
                }),
                row("a set of a map with an empty key crashes", s -> {
                    s.crash("set", "a", Map.of("", 1));
                    s.crash("set", "a", Map.of("b", Map.of("", 1)));
                }),
                row("typed maps are leaves", s -> {
                    s.ok("set", "a", Map.of("d", DECIMAL, "u", Map.of("_typed", "x", "_type", "unknown")));
                    s.ok("set", "f", Map.of("_type", "file", "more", 1));
                    assertThat(s.store.rows()).containsOnlyKeys("a/d", "a/u", "f");
                }),
                row("lists are of the type string, and maps of the type map", s -> {
                    s.ok("set", "r", Map.of("l", List.of(1), "d", DECIMAL, "t", Instant.EPOCH, "f",
                            Map.of("_type", "file", "hash", "h", "size", 1), "s", "x", "i", 1, "n", 1.5, "b", true));
                    s.ok("set", "r/lease", Map.of("_type", "lease", "holder", "h", "token", 1, "expires_at", 2));
                    assertThat(List.of(s.type("r/l"), s.type("r/d"), s.type("r/t"), s.type("r/f"), s.type("r/s"),
                            s.type("r/i"), s.type("r/n"), s.type("r/b"), s.type("r/lease"))).containsExactly("string", "map",
                                    "map", "map", "string", "integer", "float", "boolean", "lease");
                }),
                row("floats stay floats, and the limits of 64 bits are kept", s -> {
                    s.ok("set", "a", List.of(1.0, Long.MIN_VALUE, BEYOND_64_BITS.subtract(BigInteger.ONE)));
                    assertThat(s.event().get("value")).isEqualTo(
                            Value.from(List.of(1.0, Long.MIN_VALUE, BEYOND_64_BITS.subtract(BigInteger.ONE))));
                }),
                row("a set above a leaf that has rows below it crashes, every time, unless it has a row of its own", s -> {
                    s.ok("set", "x/a", 1);
                    s.ok("set", "x/a/b", 2);
                    s.crash("set", "x", 5);
                    s.crash("set", "x", Map.of("y", 1));
                    s.ok("set", "x/a", 3);
                    s.ok("set", "x", 5);
                })));
    }

    @TestFactory
    Stream<DynamicTest> countersAndSets() {
        return HostedRow.tests(server, time, List.of(
                row("increments add up, and events have the total", s -> {
                    s.ok("increment", "n", 2);
                    s.ok("increment", "n", -5);
                    s.ok("increment", "n", 0.5);
                    s.event();
                    assertThat(s.event().get("value")).isEqualTo(Value.of(-3));
                    assertThat(s.event().get("value")).isEqualTo(Value.of(-2.5));
                    assertThat(s.type("n")).isEqualTo("counter");
                    assertThat(s.refused("increment", "n", "1")).isEqualTo(reason("increment_requires_number_value"));
                }),
                row("an increment of what is no number is refused with a term, but of false and null begins at 0", s -> {
                    s.ok("set", "r", Map.of("text", "x", "list", List.of(1), "true", true, "decimal", DECIMAL, "false", false,
                            "null", Value.NULL));
                    for (String no : List.of("text", "list", "true", "decimal")) {
                        isTerm(s.refused("increment", "r/" + no, 1), "%ArithmeticError{");
                    }
                    s.ok("increment", "r/false", 1);
                    s.ok("increment", "r/null", 1);
                    assertThat(s.values()).containsEntry("r/false", 1L).containsEntry("r/null", 1L);
                }),
                row("an increment leaves what is below", s -> {
                    s.ok("set", "n/x", 1);
                    s.ok("increment", "n", 1);
                    assertThat(s.values()).isEqualTo(Map.of("n", 1L, "n/x", 1L));
                }),
                row("an added member goes to the front, once", s -> {
                    s.ok("set", "s", List.of(1, 2, 1, 2));
                    s.ok("add", "s", 2);
                    assertThat(s.values()).isEqualTo(Map.of("s", List.of(2L, 1L)));
                    s.ok("add", "s", 2.0);
                    s.ok("add", "s", false);
                    s.ok("add", "s", Map.of("k", List.of(1)));
                    assertThat(s.values()).isEqualTo(Map.of("s", List.of(Map.of("k", List.of(1L)), false, 2.0, 2L, 1L)));
                    assertThat(s.type("s")).isEqualTo("set");
                }),
                row("sets begin empty where there is no list", s -> {
                    s.ok("set", "s", "x");
                    s.ok("add", "s", 1);
                    s.ok("remove", "t", 1);
                    s.ok("remove", "s", 2);
                    assertThat(s.values()).isEqualTo(Map.of("s", List.of(1L), "t", List.of()));
                    assertThat(s.refused("add", "s", null)).isEqualTo(reason("add_requires_value"));
                    assertThat(s.refused("remove", "s", null)).isEqualTo(reason("remove_requires_value"));
                }),
                row("a remove takes the first only", s -> {
                    s.ok("set", "s", List.of(1, 2, 1));
                    s.ok("remove", "s", 1);
                    assertThat(s.values()).isEqualTo(Map.of("s", List.of(2L, 1L)));
                })));
    }

    @Test
    void aLiveEventThatMessagePackHasNoFormFor_crashesItsWritersChannel_andIsCommitted() {
        try (var json = new HostedStore(server, time, Format.JSON, "all");
                var pack = RawClient.messagePack(server.url(), "dev_m", "all")) {
            json.ok("set", "a", BEYOND_64_BITS);
            assertThat(json.event().get("value")).as("without a MessagePack member").isEqualTo(Value.of(BEYOND_64_BITS));
            pack.join(json.name, json.store.seq());
            json.send("write", "op", "set", "path", "b", "value", BEYOND_64_BITS);
            assertThat(json.event().get("path")).isEqualTo(Value.of("b"));
            json.isCrash(json.client.next());
            assertThat(pack.untilQuiet()).isEmpty();
            assertThat(json.values()).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void anExtensionOfMessagePack_orAnIntegerBeyond64Bits_crashesTheChannel() {
        try (var store = new HostedStore(server, time, Format.MESSAGE_PACK, "all")) {
            store.crash("set", "a", BEYOND_64_BITS);
            store.crash("set", "a", Map.of("deep", List.of(BEYOND_64_BITS.negate())));
            String joinRef = store.joinRef();
            var frame = new ByteArrayOutputStream();
            frame.write(0x95);
            for (String part : List.of(joinRef, "ext", "store:" + store.name, "write")) {
                frame.writeBytes(Format.MESSAGE_PACK.codec().encode(Value.of(part)));
            }
            byte[] payload = Format.MESSAGE_PACK.codec().encode(map("op", "set", "path", "a", "client_op_id", "o", "value", 1));
            frame.writeBytes(Arrays.copyOf(payload, payload.length - 1));
            frame.writeBytes(new byte[]{(byte) 0xd4, 42, 1});
            store.client.socket.sendBinary(ByteBuffer.wrap(frame.toByteArray()), true).join();
            store.isCrash(store.client.next());
            store.ok("set", "a", 1);
        }
    }

    @Test
    void whatIsNoFrame_closesTheConnection() {
        try (var pack = RawClient.messagePack(server.url(), "dev_a"); var json = RawClient.json(server.url(), "dev_b")) {
            pack.sendValue(new ListValue(List.of(Value.of(1))));
            assertThat(pack.awaitGone()).isEqualTo(1007);
            json.socket.sendBinary(ByteBuffer.wrap(new byte[]{(byte) 0x90}), true).join();
            assertThat(json.awaitGone()).isEqualTo(1003);
        }
    }
}
