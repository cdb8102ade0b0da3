package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.subscribe.DustEvent;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.Value;
import dev.dust.write.WriteBounds;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was sent and not answered is asked for by the next join, where the server tells (docs/protocol.md#in-turn). */
class UnansweredOpsTest {
    private static final Map<String, Object> PROMISES = Map.of("pushes_in_turn", true, "idempotent_ops", true);

    private static CoreDriver live() {
        return new CoreDriver().connect().joined(0, PROMISES).caughtUp(0);
    }

    private static Map<String, Object> known(String opId, Object seq) {
        return Map.of("client_op_id", opId, "store_seq", seq);
    }

    /** It joins a server whose history up to 9 is gone, and that says so of what it knows. */
    private static CoreDriver joinsAgain(CoreDriver driver, Object... knownOps) {
        driver.forget();
        return driver.disconnect().connect()
                .joined(9, Map.of("pushes_in_turn", true, "idempotent_ops", true, "known_ops", Arrays.asList(knownOps)))
                .server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 9, "entries", Map.of()));
    }

    private static Value asked(CoreDriver driver) {
        return driver.newest(ClientMessage.JOIN).payload().get("unanswered_ops");
    }

    private static List<Value> sent(CoreDriver driver) {
        return driver.sent(ClientMessage.WRITE).stream().map(write -> write.payload().get("value")).toList();
    }

    /** Who was answered, and as what his op was taken. */
    private static List<String> answered(CoreDriver driver) {
        return driver.all(Effect.Answer.class).stream()
                .map(answer -> answer.opId() + " " + ((Outcome.Accepted) answer.outcome()).seq()).toList();
    }

    /** What has left the outbox that is kept, in order. */
    private static List<String> removed(CoreDriver driver) {
        return driver.transactions.stream().flatMap(part -> part.commit().outbox().stream())
                .filter(OutboxChange.Remove.class::isInstance).map(change -> ((OutboxChange.Remove) change).opId()).toList();
    }

    @Test
    void aJoinAsksForWhatWasSent_oldestFirst_andForNoLease() {
        CoreDriver driver = live().put("k", 1).put("k", 2)
                .input(new Input.Submit("op_r", new Op.Renew(DustPath.parse("l"), 7, 1)));
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(3);
        assertThat(asked(driver.disconnect().connect())).isEqualTo(Value.from(List.of("op_1", "op_2")));
    }

    @Test
    void aJoinAsksForNothing_ifAllWasAnswered_orNeverSent() {
        CoreDriver driver = live().put("k", 1);
        driver.answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 1)).disconnect().put("k", 2);
        assertThat(asked(driver.connect())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"idempotent_ops", "pushes_in_turn"})
    void aServerThatDoesNotPromiseToTell_isNotAsked(String promise) {
        CoreDriver driver = new CoreDriver().connect().joined(0, promise).caughtUp(0).put("k", 1).disconnect().connect();
        assertThat(asked(driver)).isNull();
    }

    private static OutboxEntry kept(int value, boolean unsent) {
        var put = new Op.Put(DustPath.parse("k"), Value.of(value), Precondition.NONE);
        return new OutboxEntry("op_" + value, value, 0, 0, OpCodec.store(put, unsent, false));
    }

    /** Nobody knew that the server could be asked. */
    @Test
    void whatAnEarlierRunHasSent_isAskedForByASecondJoin() {
        CoreDriver driver = new CoreDriver().restore(kept(1, false), kept(2, true)).connect();
        assertThat(asked(driver)).isNull();
        assertThat(asked(driver.joined(9, PROMISES))).isEqualTo(Value.from(List.of("op_1")));
        driver.joined(9, PROMISES).caughtUp(9);
        assertThat(driver.sent(ClientMessage.JOIN)).hasSize(2);
    }

    @Test
    void whatTheServerKnows_isSettledByTheCatchUp_andNotSentAgain() {
        CoreDriver driver = joinsAgain(live().put("a", 1).put("b", 2), known("op_2", 7));
        assertThat(answered(driver)).as("before the catch-up is complete, its event may come").isEmpty();
        driver.caughtUp(9);
        assertThat(answered(driver)).containsExactly("op_2 7");
        assertThat(sent(driver)).containsExactly(Value.of(1));
        assertThat(driver.core().pendingOps()).isEqualTo(1);
    }

    /** The server is about to forget the one, and has forgotten the other: sent again, that would come last. */
    @Test
    void whatTheServerKnows_tellsOfWhatCameBeforeIt_whichLeavesTheOutboxFirst() {
        CoreDriver driver = joinsAgain(live().put("k", 1).put("k", 2).put("k", 3), known("op_2", 7)).caughtUp(9);
        assertThat(answered(driver)).containsExactly("op_1 0", "op_2 7");
        assertThat(removed(driver)).containsExactly("op_1", "op_2");
        assertThat(sent(driver)).containsExactly(Value.of(3));
        driver.echo(10, "op_3");
        assertThat(driver.all(Effect.Tell.class).stream().map(Effect.Tell::event).filter(DustEvent.Committed.class::isInstance))
                .singleElement().satisfies(event -> assertThat(((DustEvent.Committed) event).maybeDuplicate()).isTrue());
    }

    @Test
    void allThatTheServerKnows_isSettled_whateverElseTellsOfIt() {
        CoreDriver driver = joinsAgain(live().put("k", 1).put("k", 2), known("op_2", 7), known("op_1", 6)).caughtUp(9);
        assertThat(answered(driver)).containsExactly("op_1 6", "op_2 7");
        assertThat(driver.core().pendingOps()).isZero();
    }

    @Test
    void whatTheServerKnowsNothingOf_isSentAgain_inOrder() {
        CoreDriver driver = joinsAgain(live().put("k", 1).put("k", 2)).caughtUp(9);
        assertThat(sent(driver)).containsExactly(Value.of(1), Value.of(2));
    }

    /** What it said at one join is not true at the next: its history may be another one. */
    @Test
    void whatAnEarlierJoinWasTold_isForgotten() {
        CoreDriver driver = joinsAgain(live().put("k", 1), known("op_1", 7));
        driver = joinsAgain(driver).caughtUp(9);
        assertThat(sent(driver)).containsExactly(Value.of(1));
    }

    @Test
    void whatHasNoForm_isPassedOver() {
        CoreDriver driver = joinsAgain(live().put("a", 1).put("b", 2), "op_1", known("op_1", "7"),
                Map.of("client_op_id", "op_1"),
                known("op_9", 3), known("op_2", 7)).caughtUp(9);
        assertThat(answered(driver)).containsExactly("op_2 7");
        assertThat(sent(driver)).containsExactly(Value.of(1));
    }

    @Test
    void seqsThatNoServerHasCountedUpTo_tellNothing() {
        CoreDriver driver = joinsAgain(live().put("a", 1).put("b", 2), known("op_1", -7), known("op_2", Long.MAX_VALUE))
                .caughtUp(9);
        assertThat(sent(driver)).containsExactly(Value.of(1), Value.of(2));
    }

    @Test
    void whatTheCatchUpTells_isSettledByThat() {
        CoreDriver driver = live().put("k", 1);
        driver.forget();
        driver.disconnect().connect()
                .joined(9, Map.of("pushes_in_turn", true, "idempotent_ops", true, "known_ops", List.of(known("op_1", 7))));
        driver.server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 6, "entries", Map.of())).echo(7, "op_1").caughtUp(9);
        assertThat(answered(driver)).containsExactly("op_1 7");
        assertThat(removed(driver)).containsExactly("op_1");
    }

    /** An op on which the server fails time and again is refused; this one it has taken. */
    @Test
    void whatTheServerHasTaken_isNoOpThatItFailsOn() {
        CoreDriver driver = live().put("k", 1);
        for (int i = 0; i < 2; i++) {
            driver.crash().fire(TimerId.REJOIN).joined(0, PROMISES).caughtUp(0);
        }
        driver.crash().fire(TimerId.REJOIN);
        driver.joined(9, Map.of("pushes_in_turn", true, "idempotent_ops", true, "known_ops", List.of(known("op_1", 7))))
                .caughtUp(9);
        assertThat(answered(driver)).containsExactly("op_1 7");
    }

    /** A run with smaller bounds than the one that sent it: it would pass it, and what came before would come behind. */
    @Test
    void whatCannotBeSentAnyMore_isAskedFor_andTellsOfWhatCameBeforeIt() {
        CoreDriver driver = new CoreDriver().check((opId, op) -> opId.equals("op_2") ? "too large" : null)
                .restore(kept(1, false), kept(2, false)).connect().joined(9, PROMISES);
        assertThat(asked(driver)).isEqualTo(Value.from(List.of("op_1", "op_2")));
        driver.joined(9, Map.of("pushes_in_turn", true, "idempotent_ops", true, "known_ops", List.of(known("op_2", 7))))
                .server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 9, "entries", Map.of())).caughtUp(9);
        assertThat(removed(driver)).containsExactly("op_1", "op_2");
        assertThat(sent(driver)).isEmpty();
    }

    /** Which may be more than a server takes in a frame; the oldest are those that were sent. */
    @Test
    void aJoin_asksForNoMoreThanFitsIn() {
        var bounds = WriteBounds.defaults().frameBytes(100);
        var config = new SyncConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30), 3, 100, 1 << 20, bounds,
                true, true);
        CoreDriver driver = new CoreDriver(config)
                .restore(IntStream.rangeClosed(1, 9).mapToObj(i -> kept(i, false)).toArray(OutboxEntry[]::new)).connect()
                .joined(9, PROMISES);
        assertThat(asked(driver)).isEqualTo(Value.from(List.of("op_1", "op_2", "op_3", "op_4", "op_5", "op_6", "op_7")));
    }
}
