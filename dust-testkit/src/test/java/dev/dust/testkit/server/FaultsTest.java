package dev.dust.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.RawClient;
import dev.dust.server.frame.Frame;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server's misbehaviour: what is asked for happens, to whom it is asked for, and ends when it is told. */
class FaultsTest {
    private static final String STORE = "james/blog";
    private static final String TOPIC = "store:james/blog";

    private final DustServer server = DustServer.start();
    private final ServerStore store = server.store(STORE);
    private RawClient one;
    private RawClient two;
    private String oneRef;
    private String twoRef;

    @BeforeEach
    void join() {
        one = RawClient.json(server.url(), "dev_1");
        two = RawClient.messagePack(server.url(), "dev_2");
        oneRef = one.join(STORE, 0);
        twoRef = two.join(STORE, 0);
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        server.close();
    }

    private static List<Value> seqs(RawClient client) {
        return client.untilQuiet().stream().filter(frame -> frame.event().equals("event"))
                .map(frame -> frame.payload().get("store_seq")).toList();
    }

    private static List<Value> numbers(long... numbers) {
        return Arrays.stream(numbers).mapToObj(n -> (Value) Value.of(n)).toList();
    }

    private static MapValue set(RawClient client, String ref, int value) {
        return client.push(ref, STORE, "write", "op", "set", "path", "k", "value", value);
    }

    @Test
    void dropConnections_cutsThem_andTheyMayComeBack() {
        server.faults().of("dev_1").dropConnections();
        one.awaitGone();
        assertThat(set(two, twoRef, 1).get("status")).isEqualTo(Value.of("ok"));
        server.faults().dropConnections();
        two.awaitGone();
        try (var again = RawClient.json(server.url(), "dev_1")) {
            again.join(STORE, 0);
        }
    }

    @Test
    void whatWasOnItsWay_whenItsConnectionWasCut_takesNoEffect() {
        server.faults().of("dev_1").stallReads(true);
        one.send(oneRef, TOPIC, "write", Wire.mapOf("op", "set", "path", "k", "value", 1));
        assertThat(set(two, twoRef, 2).get("status")).isEqualTo(Value.of("ok"));

        server.faults().of("dev_1").dropConnections();
        server.faults().of("dev_1").stallReads(false);

        one.awaitGone();
        assertThat(store.seq()).isEqualTo(1);
    }

    @Test
    void refuseConnects_answers503() {
        server.faults().of("dev_1").refuseConnects(true);
        assertThatThrownBy(() -> RawClient.json(server.url(), "dev_1"))
                .cause().isInstanceOfSatisfying(WebSocketHandshakeException.class,
                        refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(503));
        RawClient.json(server.url(), "dev_3").close();
        server.faults().refuseConnects(true);
        assertThatThrownBy(() -> RawClient.json(server.url(), "dev_3")).hasCauseInstanceOf(WebSocketHandshakeException.class);
        server.faults().heal();
        RawClient.json(server.url(), "dev_1").close();
    }

    @Test
    void delay_sendsLater_inTheSameOrder() {
        server.faults().of("dev_1").delay(Duration.ofMillis(300));
        long start = System.nanoTime();
        store.set("k", 1);
        store.set("k", 2);
        assertThat(one.next("event").payload().get("store_seq")).isEqualTo(Value.of(1));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000L);
        assertThat(one.next("event").payload().get("store_seq")).isEqualTo(Value.of(2));
        assertThat(seqs(two)).isEqualTo(numbers(1, 2));
    }

    @Test
    void withholdBroadcasts_keepsEventsFromMembers_andAJoinFindsThem() {
        server.faults().of("dev_2").withholdBroadcasts(true);
        assertThat(set(one, oneRef, 1).get("status")).isEqualTo(Value.of("ok"));
        assertThat(seqs(two)).isEmpty();
        server.faults().of("dev_2").withholdBroadcasts(false);
        store.set("k", 2);
        assertThat(seqs(two)).isEqualTo(numbers(2));
        two.send(null, TOPIC, "phx_join", Wire.mapOf("last_store_seq", 0));
        assertThat(two.next("event").payload().get("store_seq")).isEqualTo(Value.of(1));
    }

    @Test
    void duplicateEvents_sendsThemTwice() {
        server.faults().of("dev_1").duplicateEvents(true);
        store.set("k", 1);
        assertThat(seqs(one)).isEqualTo(numbers(1, 1));
        assertThat(seqs(two)).isEqualTo(numbers(1));
    }

    @Test
    void reorderEvents_letsEveryOtherOneOvertake_andKeepsNone() {
        server.faults().reorderEvents(true);
        for (int i = 1; i <= 5; i++) {
            store.set("k", i);
        }
        assertThat(seqs(one)).isEqualTo(numbers(2, 1, 4, 3));
        server.faults().reorderEvents(false);
        assertThat(seqs(one)).isEqualTo(numbers(5));
        assertThat(seqs(two)).isEqualTo(numbers(2, 1, 4, 3, 5));
        store.set("k", 6);
        assertThat(seqs(one)).isEqualTo(numbers(6));
    }

    @Test
    @Tag("slow")
    void swallowReplies_losesTheAnswer_notTheWrite() {
        server.faults().swallowReplies(1);
        one.send(oneRef, TOPIC, "write", Wire.mapOf("op", "set", "path", "k", "value", 1));
        assertThat(one.untilQuiet()).extracting(Frame::event).containsExactly("event");
        assertThat(one.push(oneRef, STORE, "status").get("status")).isEqualTo(Value.of("ok"));
        assertThat(set(one, oneRef, 2).get("status")).isEqualTo(Value.of("ok"));
        server.faults().of("dev_2").swallowReplies(5);
        assertThat(set(one, oneRef, 3).get("status")).isEqualTo(Value.of("ok"));
    }

    @Test
    void timeOutWrites_saysSo_takesTheWriteAllTheSame_andTellsNobody() {
        server.faults().of("dev_1").timeOutWrites(1);
        MapValue response = (MapValue) set(one, oneRef, 1).get("response");
        assertThat((String) response.get("reason").toPlain()).startsWith("{:writer_unavailable, {:timeout, ");
        assertThat(seqs(one)).isEmpty();
        assertThat(seqs(two)).isEmpty();
        assertThat(store.get("k")).isEqualTo(Value.of(1));
        assertThat(set(one, oneRef, 2).get("status")).isEqualTo(Value.of("ok"));
        assertThat(seqs(two)).isEqualTo(numbers(2));
    }

    @Test
    void refuseNextWrite_refusesOne_andItTakesNoEffect() {
        server.faults().of("dev_2").refuseNextWrite("limit_exceeded", Map.of("dimension", "keys"));
        assertThat(set(one, oneRef, 1).get("status")).isEqualTo(Value.of("ok"));
        assertThat(set(two, twoRef, 2)).isEqualTo(Wire.mapOf("status", "error", "response",
                Wire.mapOf("reason", "limit_exceeded", "dimension", "keys")));
        assertThat(store.get("k")).isEqualTo(Value.of(1));
        assertThat(set(two, twoRef, 2).get("status")).isEqualTo(Value.of("ok"));
    }

    @Test
    void stallReads_leavesEverythingUnanswered_untilItEnds() {
        server.faults().of("dev_1").stallReads(true);
        String heartbeat = one.send(null, "phoenix", "heartbeat", MapValue.EMPTY);
        String write = one.send(oneRef, TOPIC, "write", Wire.mapOf("op", "set", "path", "k", "value", 1));
        assertThat(set(two, twoRef, 2).get("status")).isEqualTo(Value.of("ok"));
        assertThat(store.seq()).isEqualTo(1);
        assertThat(one.next().event()).as("it is still sent to").isEqualTo("event");
        server.faults().of("dev_1").stallReads(false);
        assertThat(one.next().ref()).isEqualTo(heartbeat);
        assertThat(one.reply(write).get("status")).isEqualTo(Value.of("ok"));
        assertThat(store.seq()).isEqualTo(2);
    }

    @Test
    void closeChannel_andCrashChannel_endTheMembership() {
        server.faults().closeChannel(STORE);
        assertThat(one.next()).isEqualTo(new Frame(oneRef, oneRef, TOPIC, "phx_close", MapValue.EMPTY));
        assertThat(two.next()).isEqualTo(new Frame(twoRef, twoRef, TOPIC, "phx_close", MapValue.EMPTY));
        String again = one.join(STORE, 0);
        two.join(STORE, 0);
        server.faults().of("dev_1").crashChannel(STORE);
        assertThat(one.next()).isEqualTo(new Frame(again, again, TOPIC, "phx_error", MapValue.EMPTY));
        assertThat(two.untilQuiet()).isEmpty();
        assertThat(one.push(again, STORE, "status").get("status")).isEqualTo(Value.of("error"));
    }

    @Test
    void heal_endsEverything() {
        Faults faults = server.faults();
        faults.withholdBroadcasts(true);
        faults.duplicateEvents(true);
        faults.delay(Duration.ofHours(1));
        faults.swallowReplies(3);
        faults.refuseNextWrite("fenced", Map.of());
        faults.of("dev_1").stallReads(true);
        faults.of("dev_2").reorderEvents(true);
        faults.heal();
        assertThat(set(one, oneRef, 1).get("status")).isEqualTo(Value.of("ok"));
        assertThat(seqs(two)).isEqualTo(numbers(1));
        faults.reorderEvents(true);
        store.set("k", 2);
        faults.heal();
        assertThat(seqs(one)).isEqualTo(numbers(2));
    }
}
