package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.frame.Frame;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server as clients meet it, on a real socket (docs/protocol.md#frames), whatever it has its stores in. */
public class ProtocolTest {
    private static final String STORE = "james/blog";
    private static final String TOPIC = "store:james/blog";

    private Ledger ledger;
    private TestServer server;

    @BeforeEach
    void start() {
        ledger = ledger();
        server = ledger == null ? TestServer.start() : TestServer.start(ServerOptions.defaults().ledger(ledger));
    }

    /** What the server has its stores in; null for what it has them in by itself. */
    protected Ledger ledger() {
        return null;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static MapValue map(Object... keysAndValues) {
        return Wire.mapOf(keysAndValues);
    }

    private static MapValue response(MapValue reply) {
        return (MapValue) reply.get("response");
    }

    /** What a server promises that has the store alone, left out. */
    private Frame promisedByAll(Frame welcome) {
        var response = new LinkedHashMap<>(response(welcome.payload()).fields());
        long mostUploaded = ledger == null || ledger.files() == null ? 64 << 20 : ledger.files().maxBytes();
        assertThat(response.remove("file_uploads")).isEqualTo(map("max_bytes", mostUploaded));
        assertThat(response.remove("session_takeover")).isEqualTo(Value.of(false));
        assertThat(response.remove("pushes_in_turn")).isEqualTo(Value.of(true));
        return new Frame(welcome.joinRef(), welcome.ref(), welcome.topic(), welcome.event(),
                map("status", welcome.payload().get("status"), "response", MapValue.envelope(response)));
    }

    @Test
    void aJoin_isAnsweredWithWhatTheTokenMay_thenComesTheCatchUp() {
        server.store(STORE).set("a", 1);
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.send(null, TOPIC, "phx_join", map("last_store_seq", 0));
            Frame reply = client.next();
            assertThat(promisedByAll(reply)).isEqualTo(new Frame(ref, ref, TOPIC, "phx_reply", map("status", "ok", "response",
                    map("store_seq", 1, "capver", 3, "capver_min", 3, "permissions", map("read", true, "write", true), "scopes",
                            List.of("entries:read", "entries:write", "files:read", "files:write"), "store_access",
                            map("mode", "all", "store_ids", List.of()), "idempotent_ops", true))));
            assertThat(client.next()).isEqualTo(new Frame(ref, null, TOPIC, "event", map("store_seq", 1, "op", "set", "path",
                    "a", "path_segments", List.of("a"), "value", 1, "device_id", null, "client_op_id", null)));
            assertThat(client.next()).isEqualTo(new Frame(ref, null, TOPIC, "catch_up_complete", map("through_seq", 1)));
            assertThat(client.push(ref, STORE, "ack_seq", "seq", 1))
                    .isEqualTo(map("status", "ok", "response", MapValue.EMPTY));
        }
    }

    @Test
    void clientsOfBothFormats_shareAStore_andTheWriterHearsItsEchoBeforeItsReply() {
        try (var json = RawClient.json(server.url(), "dev_j"); var pack = RawClient.messagePack(server.url(), "dev_m")) {
            String jsonRef = json.join(STORE, 0);
            String packRef = pack.join(STORE, 0);
            String write = json.send(jsonRef, TOPIC, "write", map("op", "set", "path", "a/b", "path_segments",
                    List.of("a", "b"), "value", Map.of("x", List.of(1, 2.5, true)), "client_op_id", "op_1"));
            var event = new Frame(null, null, TOPIC, "event", map("store_seq", 1, "op", "set", "path", "a/b", "path_segments",
                    List.of("a", "b"), "value", Map.of("x", List.of(1, 2.5, true)), "device_id", "dev_j", "client_op_id",
                    "op_1"));
            assertThat(json.next()).isEqualTo(event);
            assertThat(json.next()).isEqualTo(
                    new Frame(jsonRef, write, TOPIC, "phx_reply", map("status", "ok", "response", map("store_seq", 1))));
            assertThat(pack.next()).isEqualTo(event);
            assertThat(
                    response(pack.push(packRef, STORE, "write", "op", "increment", "path", "n", "value", 2)).get("store_seq"))
                    .isEqualTo(Value.of(2));
            assertThat(json.next("event").payload().get("device_id")).isEqualTo(Value.of("dev_m"));
        }
        assertThat(server.store(STORE).rows()).containsOnlyKeys("a/b/x", "n");
        assertThat(server.store(STORE).rows().get("n")).isEqualTo(new StoredRow(Value.of(2), "counter", 2));
    }

    @Test
    void aRefusal_isAnErrorReply_andNobodyHearsAnything() {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            assertThat(client.push(ref, STORE, "write", "op", "merge", "path", "a", "value", 1))
                    .isEqualTo(map("status", "error", "response", map("reason", "merge_requires_map_value")));
            assertThat(client.untilQuiet()).isEmpty();
        }
    }

    @Test
    void theEndOfALease_isAFloatForMessagePack_andAnIntegerForJson() {
        try (var json = RawClient.json(server.url(), "dev_j"); var pack = RawClient.messagePack(server.url(), "dev_m")) {
            json.join(STORE, 0);
            String ref = pack.join(STORE, 0);
            MapValue reply = response(pack.push(ref, STORE, "write", "op", "lease", "path", "lock", "ttl_ms", 60_000));
            assertThat(reply.get("expires_at").type()).isEqualTo("float");
            Value inEvent = json.next("event").payload().get("value");
            assertThat(inEvent.type()).isEqualTo("lease");
            assertThat(server.store(STORE).get("lock")).isEqualTo(inEvent);
        }
    }

    @Test
    void aHeartbeat_isAnswered() {
        try (var client = RawClient.messagePack(server.url(), "dev_a")) {
            String ref = client.send(null, "phoenix", "heartbeat", MapValue.EMPTY);
            assertThat(client.next()).isEqualTo(
                    new Frame(null, ref, "phoenix", "phx_reply", map("status", "ok", "response", MapValue.EMPTY)));
        }
    }

    @Test
    void aSecondJoin_endsTheFirst_andCatchesUpFromItsOwnSeq() {
        server.store(STORE).set("a", 1);
        server.store(STORE).set("b", 2);
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String first = client.join(STORE, 2);
            String second = client.send(null, TOPIC, "phx_join", map("last_store_seq", 1));
            assertThat(client.next()).isEqualTo(new Frame(first, first, TOPIC, "phx_close", MapValue.EMPTY));
            assertThat(client.next().ref()).isEqualTo(second);
            Frame event = client.next();
            assertThat(event.joinRef()).isEqualTo(second);
            assertThat(event.payload().get("store_seq")).isEqualTo(Value.of(2));
            assertThat(client.next().event()).isEqualTo("catch_up_complete");

            client.send(first, TOPIC, "write", map("op", "set", "path", "stale", "value", 1));
            assertThat(client.untilQuiet()).as("a push with a stale join_ref is ignored").isEmpty();
            server.store(STORE).set("c", 3);
            assertThat(client.untilQuiet()).as("events come once").extracting(Frame::event).containsExactly("event");
        }
        assertThat(server.store(STORE).rows()).containsOnlyKeys("a", "b", "c");
    }

    @Test
    void aLeave_isAnsweredAndEndsTheMembership() {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String join = client.join(STORE, 0);
            String leave = client.send(join, TOPIC, "phx_leave", MapValue.EMPTY);
            assertThat(client.next()).isEqualTo(
                    new Frame(join, leave, TOPIC, "phx_reply", map("status", "ok", "response", MapValue.EMPTY)));
            assertThat(client.next()).isEqualTo(new Frame(join, join, TOPIC, "phx_close", MapValue.EMPTY));
            server.store(STORE).set("a", 1);
            assertThat(client.untilQuiet()).isEmpty();
            assertThat(response(client.push(join, STORE, "write", "op", "set", "path", "a", "value", 2)))
                    .isEqualTo(map("reason", "unmatched topic"));
        }
    }

    @Test
    void aLongHistory_comesInBatches_withLiveEventsInBetween_andInOrder() {
        StoreBackDoor store = server.store(STORE);
        for (int i = 1; i <= 3_500; i++) {
            store.set("k" + i % 7, i);
        }
        try (var client = RawClient.messagePack(server.url(), "dev_a")) {
            String ref = client.send(null, TOPIC, "phx_join", map("last_store_seq", 10));
            client.reply(ref);
            store.set("live", true);
            var caughtUp = new ArrayList<Long>();
            var live = new ArrayList<Long>();
            Frame frame = client.next();
            while (!frame.event().equals("catch_up_complete")) {
                (frame.joinRef() == null ? live : caughtUp).add(Wire.integer(frame.payload().get("store_seq")));
                frame = client.next();
            }
            assertThat(frame.payload()).isEqualTo(map("through_seq", 3_501));
            assertThat(caughtUp).isEqualTo(LongStream.rangeClosed(11, 3_501).boxed().toList());
            assertThat(live).as("members hear at once").containsExactly(3_501L);
        }
    }

    @Test
    void aCompactedHistory_comesAsASnapshot() {
        StoreBackDoor store = server.store(STORE);
        store.set("a", Map.of("x", 1, "l", List.of("y")));
        store.delete("a/x");
        store.compact();
        store.set("b", 2);
        try (var json = RawClient.json(server.url(), "dev_a"); var pack = RawClient.messagePack(server.url(), "dev_a")) {
            for (RawClient client : List.of(json, pack)) {
                String ref = client.send(null, TOPIC, "phx_join", map("last_store_seq", 1));
                client.reply(ref);
                assertThat(client.next()).isEqualTo(new Frame(ref, null, TOPIC, "snapshot", map("snapshot_seq", 2, "entries",
                        map("a/l", map("value", map("_scalar", List.of("y")), "type", "list", "revision", 1)))));
                assertThat(client.next().payload().get("store_seq")).isEqualTo(Value.of(3));
                assertThat(client.next().event()).isEqualTo("catch_up_complete");
            }
        }
    }

    @Test
    void whoHasNothing_andNeedsNoHistory_isSentTheRows_inPlaceOfALongOne() {
        long last = 1_001;
        for (int i = 1; i <= last; i++) {
            server.store(STORE).set("a", i);
        }
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.send(null, TOPIC, "phx_join", map("last_store_seq", 0, "accepts_snapshot", true));
            client.reply(ref);
            assertThat(client.next()).isEqualTo(new Frame(ref, null, TOPIC, "snapshot", map("snapshot_seq", last, "entries",
                    map("a", map("value", map("_scalar", last), "type", "integer", "revision", last)), "replaces_history",
                    true)));
            assertThat(client.next()).isEqualTo(new Frame(ref, null, TOPIC, "catch_up_complete", map("through_seq", last)));
            server.store(STORE).set("a", 0);
            assertThat(client.next("event").payload().get("store_seq")).isEqualTo(Value.of(last + 1));
            for (MapValue other : List.of(map("last_store_seq", 0), map("last_store_seq", 0, "accepts_snapshot", "true"),
                    map("last_store_seq", 1, "accepts_snapshot", true))) {
                client.reply(client.send(null, TOPIC, "phx_join", other));
                assertThat(client.next(frame -> !frame.event().equals("phx_close")).event()).as(other.toString())
                        .isEqualTo("event");
                client.next("catch_up_complete");
            }
        }
    }

    @Test
    void status_saysHowFarTheStoreIs() {
        server.store(STORE).set("a", Map.of("x", 1, "y", 2));
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            MapValue status = response(client.push(ref, STORE, "status"));
            assertThat(status.get("current_seq")).isEqualTo(Value.of(1));
            assertThat(status.get("entry_count")).isEqualTo(Value.of(2));
            assertThat(status.fields()).containsKeys("permissions", "scopes", "store_access", "op_count", "db_size_bytes",
                    "recent_ops", "latest_snapshot_seq");
        }
    }

    @Test
    void aRollbackOfAPath_isBroadcast() {
        StoreBackDoor store = server.store(STORE);
        store.set("a", 1);
        store.set("a", 2);
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 2);
            String push = client.send(ref, TOPIC, "rollback", map("path", "a", "to_seq", 1));
            assertThat(client.next().payload().get("value")).isEqualTo(Value.of(1));
            assertThat(response(client.reply(push))).isEqualTo(map("store_seq", 3));
        }
        assertThat(store.get("a")).isEqualTo(Value.of(1));
        assertThat(store.seq()).isEqualTo(3);
    }

    @Test
    void aRollback_leavesLeasesAsTheyAre() {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            client.push(ref, STORE, "write", "op", "lease", "path", "lock", "ttl_ms", 3_600_000);
            client.push(ref, STORE, "write", "op", "release", "path", "lock", "token", 1);
            client.push(ref, STORE, "write", "op", "lease", "path", "lock", "ttl_ms", 3_600_000);
            assertThat(response(client.push(ref, STORE, "rollback", "to_seq", 1))).isEqualTo(map("ops_written", 0));
            assertThat(response(client.push(ref, STORE, "rollback", "path", "lock", "to_seq", 1)))
                    .isEqualTo(map("store_seq", 3, "noop", true));
            assertThat(response(client.push(ref, STORE, "write", "op", "set", "path", "a", "value", 1, "fence",
                    Map.of("key", "lock", "token", 1)))).isEqualTo(map("reason", "fenced"));
            assertThat(response(client.push(ref, STORE, "write", "op", "set", "path", "a", "value", 1, "fence",
                    Map.of("key", "lock", "token", 3)))).isEqualTo(map("store_seq", 4));
        }
    }

    @Test
    void anArchivedStore_endsWithPhxClose_andTakesNoWrites() {
        StoreBackDoor store = server.store(STORE);
        store.set("a", 1);
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 1);
            store.archive();
            assertThat(client.next()).isEqualTo(new Frame(ref, ref, TOPIC, "phx_close", MapValue.EMPTY));
            String again = client.join(STORE, 0);
            assertThat(response(client.push(again, STORE, "write", "op", "set", "path", "a", "value", 2)))
                    .isEqualTo(map("reason", "store_archived"));
        }
    }

    @Test
    void aConnectionCanHoldManyStores() {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            client.join("a/one", 0);
            client.join("a/two", 0);
            server.store("a/two").set("k", 2);
            server.store("a/one").set("k", 1);
            assertThat(client.next().topic()).isEqualTo("store:a/two");
            assertThat(client.next().topic()).isEqualTo("store:a/one");
        }
        assertThat(server.stores()).containsExactly("a/one", "a/two");
    }
}
