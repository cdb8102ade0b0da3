package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.OutboxEntry;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.Value;
import dev.dust.write.WriteBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has nothing, and needs no history, is content with the rows (docs/protocol.md#rows-in-place). */
class NewcomerTest {
    private static final Map<String, Object> ROWS = Map.of("snapshot_seq", 7, "entries",
            Map.of("a", Map.of("value", Map.of("_scalar", 1), "type", "integer", "revision", 7)), "replaces_history", true);

    private static CoreDriver newcomer() {
        return new CoreDriver().hearsHistory(false);
    }

    private static boolean acceptsSnapshot(CoreDriver driver) {
        return Value.of(true).equals(driver.newest(ClientMessage.JOIN).payload().get("accepts_snapshot"));
    }

    @Test
    void saysSo_whileItHasNothing() {
        CoreDriver driver = newcomer().put("mine", 1).connect();
        assertThat(acceptsSnapshot(driver)).as("a write that was never sent").isTrue();
        driver.joined(7).server(ServerMessage.SNAPSHOT, ROWS).caughtUp(7);
        assertThat(driver.core().applied()).isEqualTo(7);
        assertThat(driver.core().membership()).isEqualTo(Membership.LIVE);
    }

    @Test
    void saysNothing_onceItHasRows() {
        CoreDriver driver = newcomer().connect().joined(7).server(ServerMessage.SNAPSHOT, ROWS).caughtUp(7);
        assertThat(acceptsSnapshot(driver.disconnect().connect())).isFalse();
    }

    @Test
    void saysNothing_ifSomebodyHearsOfTheHistory() {
        assertThat(acceptsSnapshot(new CoreDriver().connect())).isFalse();
    }

    @Test
    void saysNothing_ifOthersMayUseTheCache() {
        var config = new SyncConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30), 3, 100, 1 << 20,
                WriteBounds.defaults(), true, false);
        assertThat(acceptsSnapshot(new CoreDriver(config).hearsHistory(false).connect())).isFalse();
    }

    /** The rows may have been too large for the connection, or unreadable. */
    @Test
    void saysNothing_afterItHasSaidSoInVain_andThenAgain() {
        CoreDriver driver = newcomer().connect().joined(7);
        assertThat(acceptsSnapshot(driver.disconnect().connect())).isFalse();
        assertThat(acceptsSnapshot(driver.joined(7).disconnect().connect())).isTrue();
    }

    /** Whatever keeps servers from answering joins is over for all at once. */
    @Test
    void saysSoAgain_ifTheJoinWasNotAnswered_orRefused() {
        CoreDriver driver = newcomer().connect();
        assertThat(acceptsSnapshot(driver.disconnect().connect())).isTrue();
        driver.answer(driver.newest(ClientMessage.JOIN), "error", Map.of("reason", "unavailable"));
        assertThat(acceptsSnapshot(driver.fire(TimerId.REJOIN))).isTrue();
    }

    /** The history is there, and one bad value in it costs no more than its own event. */
    @ParameterizedTest
    @ValueSource(strings = {"entries", "replaces_history"})
    void damagedRows_areNotTaken(String damaged) {
        CoreDriver driver = newcomer().connect().joined(7);
        driver.forget();
        driver.unreadable(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 7, "entries", Map.of()), List.of(damaged));
        assertThat(driver.core().applied()).isZero();
        assertThat(acceptsSnapshot(driver)).isFalse();
    }

    @Test
    void saysSoAgain_afterAMembershipThatLasted() {
        CoreDriver driver = newcomer().live();
        assertThat(acceptsSnapshot(driver.disconnect().connect())).isTrue();
    }

    /** The history tells whether they took effect. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void saysNothing_ifAnOpMayHaveBeenTaken(boolean lease) {
        CoreDriver driver = newcomer().live();
        driver = lease
                ? driver.input(new Input.Submit("op_l", new Op.Acquire(DustPath.parse("l"), 1_000, null)))
                : driver.put("k", 1);
        assertThat(acceptsSnapshot(driver.server(ServerMessage.CLOSE, Map.of()).fire(TimerId.REJOIN))).isFalse();
        assertThat(acceptsSnapshot(driver.disconnect().connect())).isFalse();
    }

    @Test
    void saysNothing_ifAnEarlierRunMayHaveSentSomething() {
        var put = new Op.Put(DustPath.parse("k"), Value.of(1), Precondition.NONE);
        var entry = new OutboxEntry("op_1", 1, 0, 0, OpCodec.store(put, false, false));
        assertThat(acceptsSnapshot(newcomer().restore(entry).connect())).isFalse();
    }

    @Test
    void whoSubscribesBeforeTheRowsAreHere_hearsTheHistory() {
        CoreDriver driver = newcomer().connect().joined(7);
        driver.forget();
        driver.hearsHistory(true).server(ServerMessage.SNAPSHOT, ROWS);
        assertThat(driver.core().applied()).isZero();
        assertThat(driver.sent(ClientMessage.JOIN)).hasSize(1);
        assertThat(acceptsSnapshot(driver)).isFalse();
        driver.joined(7).event(1, "a", 1);
        assertThat(driver.all(Effect.Tell.class)).hasSize(1);
    }

    /** Of a history that is gone there is no other way. */
    @Test
    void whoSubscribesBeforeACompactedHistoryIsHere_takesTheRows() {
        CoreDriver driver = newcomer().connect().joined(7).hearsHistory(true);
        driver.server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 7, "entries", Map.of()));
        assertThat(driver.core().applied()).isEqualTo(7);
        assertThat(driver.sent(ClientMessage.JOIN)).hasSize(1);
    }

    /** A server that replaces what nobody allowed it to would do it again. */
    @Test
    void rowsThatNobodyAskedFor_areTaken() {
        CoreDriver driver = new CoreDriver().connect().joined(7).server(ServerMessage.SNAPSHOT, ROWS);
        assertThat(driver.core().applied()).isEqualTo(7);
        assertThat(driver.sent(ClientMessage.JOIN)).hasSize(1);
    }
}
