package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.rules.Wire;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a stranger sends costs the stranger its connection at most: the others go on. */
class HostileClientsTest {
    private static final String STORE = "james/blog";
    private static final int BAD_DATA = 1003;
    private static final int BAD_PAYLOAD = 1007;
    private static final int TOO_LARGE = 1009;

    private final TestServer server = TestServer.start(ServerOptions.defaults().maxFrameBytes(1 << 20).sendQueue(500));
    private RawClient bystander;
    private String bystanderRef;

    @BeforeEach
    void join() {
        bystander = RawClient.messagePack(server.url(), "dev_bystander");
        bystanderRef = bystander.join(STORE, 0);
    }

    @AfterEach
    void theBystanderIsServed_andStop() {
        assertThat(bystander.push(bystanderRef, STORE, "write", "op", "set", "path", "bystander", "value", 1).get("status"))
                .isEqualTo(Value.of("ok"));
        bystander.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "[]", "[null,\"1\",\"phoenix\",\"heartbeat\"]",
            "[null,\"1\",\"phoenix\",\"heartbeat\",{},{}]", "[null,\"1\",7,\"heartbeat\",{}]", "{\"topic\":\"phoenix\"}"})
    void textThatIsNoFrame_closesItsConnection(String text) {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            client.sendText(text);
            assertThat(client.awaitGone()).isEqualTo(BAD_PAYLOAD);
        }
    }

    @Test
    void bytesThatAreNoFrame_closeTheirConnection() {
        for (long seed = 0; seed < 30; seed++) {
            byte[] bytes = new byte[64];
            new Random(seed).nextBytes(bytes);
            try (var client = RawClient.messagePack(server.url(), "dev_a")) {
                client.socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
                assertThat(client.awaitGone()).as("seed %d", seed).isEqualTo(BAD_PAYLOAD);
            }
        }
    }

    @Test
    void aDeclaredSizeThatIsNotThere_closesItsConnection() {
        byte[] arrayOfTwoBillion = {(byte) 0xdd, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        try (var client = RawClient.messagePack(server.url(), "dev_a")) {
            client.socket.sendBinary(ByteBuffer.wrap(arrayOfTwoBillion), true).join();
            assertThat(client.awaitGone()).isEqualTo(BAD_PAYLOAD);
        }
    }

    @Test
    void theOtherFormat_closesItsConnection() {
        try (var json = RawClient.json(server.url(), "dev_a"); var pack = RawClient.messagePack(server.url(), "dev_b")) {
            json.socket.sendBinary(ByteBuffer.wrap(new byte[]{1}), true).join();
            assertThat(json.awaitGone()).isEqualTo(BAD_DATA);
            pack.sendText("[]");
            assertThat(pack.awaitGone()).isEqualTo(BAD_DATA);
        }
    }

    @Test
    void aFrameBeyondTheLimit_closesItsConnection_evenInPieces() {
        try (var client = RawClient.json(server.url(), "dev_a"); var pieces = RawClient.json(server.url(), "dev_b")) {
            client.socket.sendText("x".repeat((1 << 20) + 1), true);
            assertThat(client.awaitGone()).isEqualTo(TOO_LARGE);
            for (int i = 0; i < 9; i++) {
                pieces.socket.sendText("x".repeat(1 << 17), i == 8).exceptionally(gone -> null).join();
            }
            assertThat(pieces.awaitGone()).isEqualTo(TOO_LARGE);
        }
    }

    @Test
    @Tag("slow")
    void aFrameOfAHundredMebibytes_closesItsConnection() {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String mebibyte = "x".repeat(1 << 20);
            for (int i = 0; i < 100; i++) {
                client.socket.sendText(mebibyte, i == 99).exceptionally(gone -> null).join();
            }
            assertThat(client.awaitGone()).isEqualTo(TOO_LARGE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {901, 990, 998})
    void whatIsTooDeepToBeKept_isRefused_inEitherFormat(int depth) {
        Value deep = Value.of(1);
        for (int i = 0; i < depth; i++) {
            deep = i % 2 == 0 ? new ListValue(List.of(deep)) : MapValue.of(Map.of("k", deep));
        }
        try (var json = RawClient.json(server.url(), "dev_a"); var pack = RawClient.messagePack(server.url(), "dev_b")) {
            for (RawClient client : List.of(json, pack)) {
                String ref = client.join(STORE, server.store(STORE).seq());
                for (String op : List.of("set", "add", "merge")) {
                    MapValue reply = client.push(ref, STORE, "write", "op", op, "path", "p", "value", deep);
                    assertThat(Wire.map(reply.get("response")).get("reason")).as(op).isEqualTo(Value.of("limit_exceeded"));
                }
                for (String field : List.of("path", "path_segments", "op", "if_match", "fence")) {
                    MapValue reply = client.push(ref, STORE, "write", "op", field.equals("op") ? deep : "set", "path", "p",
                            field, deep);
                    assertThat(reply.get("status")).as(field).isEqualTo(Value.of("error"));
                }
                assertThat(client.push(ref, STORE, "status", "deep", deep).get("status")).isEqualTo(Value.of("ok"));
            }
        }
        assertThat(server.store(STORE).get("p")).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 100_000})
    void whatIsTooDeepToBeRead_closesItsConnection_inEitherFormat(int depth) {
        try (var json = RawClient.json(server.url(), "dev_a"); var pack = RawClient.messagePack(server.url(), "dev_b")) {
            json.sendText("[null,\"1\",\"store:a/b\",\"write\",{\"value\":" + "[".repeat(depth) + "]".repeat(depth) + "}]");
            assertThat(json.awaitGone()).isEqualTo(BAD_PAYLOAD);
            var frame = new ByteArrayOutputStream();
            frame.writeBytes(new byte[]{(byte) 0x95, (byte) 0xc0, (byte) 0xa1, '1', (byte) 0xa1, 't', (byte) 0xa1, 'w'});
            frame.writeBytes(new byte[]{(byte) 0x81, (byte) 0xa1, 'v'});
            for (int i = 0; i < depth; i++) {
                frame.write(0x91);
            }
            frame.write(1);
            pack.socket.sendBinary(ByteBuffer.wrap(frame.toByteArray()), true).join();
            assertThat(pack.awaitGone()).isEqualTo(BAD_PAYLOAD);
        }
    }

    @Test
    void keysThatBecomeFarMoreThanTheyAre_areRefused() {
        var leaves = new HashMap<String, Object>();
        for (int i = 0; i < 2_000; i++) {
            leaves.put("k" + i, 1);
        }
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            MapValue reply = client.push(ref, STORE, "write", "op", "set", "path", "p".repeat(3_000), "value", leaves);
            assertThat(Wire.map(reply.get("response")).get("reason")).isEqualTo(Value.of("limit_exceeded"));
        }
        assertThat(server.store(STORE).rows()).isEmpty();
    }

    @Test
    void aPathOfManySegments_isAPath() {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            MapValue reply = client.push(ref, STORE, "write", "op", "set", "path_segments", Collections.nCopies(2_000, "s"),
                    "value", 1);
            assertThat(reply.get("status")).isEqualTo(Value.of("ok"));
            client.push(ref, STORE, "write", "op", "delete", "path", "s");
        }
    }

    @Test
    void unknownTopicsAndEvents_areAnsweredWithAnError() {
        MapValue unmatched = Wire.mapOf("status", "error", "response", Wire.mapOf("reason", "unmatched topic"));
        try (var client = RawClient.json(server.url(), "dev_a")) {
            assertThat(client.reply(client.send(null, "room:lobby", "phx_join", MapValue.EMPTY))).isEqualTo(unmatched);
            assertThat(client.reply(client.send(null, "store:", "write", MapValue.EMPTY))).isEqualTo(unmatched);
            assertThat(client.reply(client.send(null, "phoenix", "unknown", MapValue.EMPTY))).isEqualTo(unmatched);
            String ref = client.join(STORE, 0);
            assertThat(client.push(ref, STORE, "unknown").get("status")).isEqualTo(Value.of("error"));
            assertThat(client.push(ref, STORE, "write").get("status")).isEqualTo(Value.of("error"));
            assertThat(client.push(ref, STORE, "status").get("status")).isEqualTo(Value.of("ok"));
        }
    }

    @Test
    void aJoinWithASeqThatIsNone_isRefused() {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            for (Object seq : List.of(-1, "1", 0.5, Map.of())) {
                String ref = client.send(null, "store:" + STORE, "phx_join", Wire.mapOf("last_store_seq", seq));
                assertThat(client.reply(ref).get("status")).isEqualTo(Value.of("error"));
            }
            assertThat(client.push("1", STORE, "status").get("status")).isEqualTo(Value.of("error"));
        }
    }

    @Test
    void aFloodOfJoins_isAnsweredUpToALimit() {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String last = null;
            for (int i = 0; i < 1_100; i++) {
                last = client.send(null, "store:flood/s" + i, "phx_join", MapValue.EMPTY);
                if (i % 100 == 0) {
                    client.reply(last);
                }
            }
            assertThat(client.reply(last)).isEqualTo(
                    Wire.mapOf("status", "error", "response", Wire.mapOf("reason", "too many joins")));
            assertThat(client.join("flood/s5", 0)).isNotNull();
        }
        assertThat(server.stores()).hasSize(1_001);
    }

    @Test
    @Tag("slow")
    void aClientThatDoesNotRead_losesItsConnection_andNobodyWaitsForIt() {
        try (var deaf = RawClient.deaf(server.url())) {
            deaf.send(null, "store:" + STORE, "phx_join", MapValue.EMPTY);
            String large = "x".repeat(100_000);
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (server.connections() > 1 || server.store(STORE).seq() == 0) {
                server.store(STORE).set("k", large);
                bystander.untilQuiet();
                assertThat(System.nanoTime()).as("the deaf client is still connected").isLessThan(deadline);
            }
        }
    }

    @Test
    @Tag("slow")
    void aClientThatAsksAndDoesNotRead_losesItsConnection() {
        try (var deaf = RawClient.deaf(server.url())) {
            var heartbeat = new ListValue(
                    List.of(Value.NULL, Value.of("1"), Value.of("phoenix"), Value.of("heartbeat" + "x".repeat(1_000)),
                            MapValue.EMPTY));
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (server.connections() > 1) {
                assertThat(System.nanoTime()).as("the deaf client is still connected").isLessThan(deadline);
                try {
                    deaf.sendValue(heartbeat);
                } catch (CompletionException cut) {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
