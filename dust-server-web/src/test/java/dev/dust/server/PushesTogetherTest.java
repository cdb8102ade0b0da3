package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.frame.Frame;
import dev.dust.server.rules.Wire;
import dev.dust.server.web.Server;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client need not wait for the ledger with each push: many of one connection are decided at once, as if one by one. */
@Timeout(60)
class PushesTogetherTest {
    private static final String STORE = "org/store";
    private static final String TOPIC = "store:" + STORE;

    private final UnrulyLedger ledger = new UnrulyLedger();
    private final HeardMetrics metrics = new HeardMetrics();
    private final Server server = Server.start(ServerOptions.defaults().ledger(ledger.ofServer()).metrics(metrics));
    private final RawClient client = RawClient.json(server.url(), "dev_a");
    private final String join = client.join(STORE, 0);

    /** What comes after the first push waits in the ledger together. */
    @BeforeEach
    void holdUpTheLedger() {
        ledger.hangIn("write");
        set("first", null);
        while (ledger.hanging() == 0) {
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void stop() {
        ledger.goOn();
        client.close();
        server.close();
    }

    private String set(String path, Integer refusals, Object... more) {
        var payload = new HashMap<String, Object>(Map.of("op", "set", "path", path, "value", 1));
        if (refusals != null) {
            payload.put("refusals", refusals);
        }
        for (int i = 0; i < more.length; i += 2) {
            payload.put((String) more[i], more[i + 1]);
        }
        return client.send(join, TOPIC, "write", (MapValue) Value.from(payload));
    }

    private static String outcome(Frame reply) {
        MapValue response = (MapValue) reply.payload().get("response");
        return reply.payload().get("status").equals(Value.of("ok")) ? "ok" : Wire.text(response, "reason");
    }

    /** What the pushes with these refs are answered, in the order in which that comes. */
    private List<String> answers(List<String> refs) {
        var answers = new ArrayList<String>();
        while (answers.size() < refs.size()) {
            Frame frame = client.next("phx_reply");
            if (refs.contains(frame.ref())) {
                assertThat(frame.ref()).as("ref of answer %d", answers.size()).isEqualTo(refs.get(answers.size()));
                answers.add(outcome(frame));
            }
        }
        return answers;
    }

    /** Nothing that a client sends tells when the server has read it, but that it answers what is behind it. */
    private void awaitRead() {
        client.reply(client.send(join, TOPIC, "ack_seq", Wire.mapOf("seq", 0)));
    }

    @Test
    void whatAConnectionSendsWhileTheLedgerWrites_isTheNextBatch_andIsAnsweredInOrder() {
        List<String> refs = IntStream.range(0, 300).mapToObj(i -> set("k" + i, null)).toList();
        awaitRead();
        ledger.goOn();
        assertThat(answers(refs)).hasSize(300).containsOnly("ok");
        assertThat(metrics.noted("LEDGER_BATCH")).containsExactly(1L, 300L);
        assertThat(ledger.truth(STORE).head().seq()).isEqualTo(301);
    }

    @Test
    void whatIsRefusedBeforeTheLedgerIsAsked_isAnsweredInItsTurn() {
        List<String> refs = List.of(set("a", null), set("b", -1), set("c", null));
        awaitRead();
        ledger.goOn();
        assertThat(answers(refs)).containsExactly("ok", "out_of_turn", "ok");
    }

    @Test
    void ofPushesInOneBatch_noneIsTakenThatDoesNotKnowOfARefusalBeforeIt() {
        List<String> refs = List.of(set("first", 0, "if_absent", true), set("first", 0), set("other", null), set("first", 1),
                set("first", 0));
        awaitRead();
        ledger.goOn();
        assertThat(answers(refs)).containsExactly("exists", "out_of_turn", "ok", "ok", "out_of_turn");
    }

    @Test
    void whatTheServerCannotWrite_isRefused_andWhatWasSentInViewOfIt_isOutOfTurn() {
        List<String> refs = List.of(set("a", null), set("a", 0));
        awaitRead();
        ledger.fail("write");
        ledger.goOn();
        assertThat(client.next("phx_reply")).extracting(PushesTogetherTest::outcome).isEqualTo("unavailable");
        assertThat(answers(refs)).containsExactly("unavailable", "unavailable");
        ledger.failNoMore();
        assertThat(answers(List.of(set("a", 2), set("a", 3)))).containsExactly("out_of_turn", "ok");
    }

    /** The first of them may be there or not, and so what is behind it must not be. */
    @Test
    void behindAWriteOfWhichNobodyKnows_nothingIsTakenThatWasSentInViewOfIt() {
        set("first", 0);
        awaitRead();
        ledger.failInDoubt();
        ledger.failOnce("write");
        ledger.goOn();
        client.next("phx_close");
        client.join(STORE, 0);
        assertThat(ledger.truth(STORE).head().seq()).isZero();
    }

    @Test
    void whatIsNoPush_isHandledWhenAllPushesAreAnswered() {
        String write = set("a", null);
        String status = client.send(join, TOPIC, "status", MapValue.EMPTY);
        String heartbeat = client.send(null, "phoenix", "heartbeat", MapValue.EMPTY);
        ledger.goOn();
        assertThat(client.next(frame -> write.equals(frame.ref())).event()).isEqualTo("phx_reply");
        MapValue told = (MapValue) client.next(frame -> status.equals(frame.ref())).payload().get("response");
        assertThat(told.get("current_seq")).isEqualTo(Value.of(2));
        client.next(frame -> heartbeat.equals(frame.ref()));
    }

    @Test
    void aHeartbeat_waitsForNoLedger() {
        set("a", null);
        String heartbeat = client.send(null, "phoenix", "heartbeat", MapValue.EMPTY);
        assertThat(outcome(client.next(frame -> heartbeat.equals(frame.ref())))).isEqualTo("ok");
        assertThat(ledger.truth(STORE).head().seq()).isZero();
    }

    @Test
    void ofAClientThatSendsEverMore_nothingIsRead_untilSomethingIsAnswered() throws InterruptedException {
        var refs = new ArrayList<>(IntStream.range(0, 511).mapToObj(i -> set("k" + i, null)).toList());
        awaitRead();
        IntStream.range(0, 20).forEach(i -> refs.add(set("more" + i, null)));
        client.send(null, "phoenix", "heartbeat", MapValue.EMPTY);
        Thread.sleep(200);
        assertThat(client.hasHeardNothing()).as("nothing is answered").isTrue();
        ledger.goOn();
        assertThat(answers(refs)).hasSize(531).containsOnly("ok");
        // One more may be read when the first is answered, before the next batch begins.
        assertThat(metrics.noted("LEDGER_BATCH").get(1)).isBetween(511L, 512L);
    }
}
