package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.StoredRow;
import dev.dust.value.LeaseValue;
import dev.dust.value.Value;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** lease, renew and release (docs/protocol.md#leases). */
class LeaseOpsTest {
    private final TestStore store = new TestStore();

    private PushResult lease(Object... more) {
        Object[] all = new Object[4 + more.length];
        System.arraycopy(new Object[]{"op", "lease", "path", "lock"}, 0, all, 0, 4);
        System.arraycopy(more, 0, all, 4, more.length);
        return store.push(PushKind.WRITE, all);
    }

    private PushResult renew(Object token, long ttl) {
        return store.push(PushKind.WRITE, "op", "renew", "path", "lock", "token", token, "ttl_ms", ttl);
    }

    private PushResult release(Object token) {
        return store.push(PushKind.WRITE, "op", "release", "path", "lock", "token", token);
    }

    @Test
    void lease_ofAFreeKey_isGranted_itsTokenIsTheOpsStoreSeq() {
        store.ok("set", "other", 1);
        PushResult result = lease("ttl_ms", 5_000, "holder", "n1");
        assertThat(result.response().toPlain())
                .isEqualTo(Map.of("store_seq", 2L, "token", 2L, "expires_at", TestStore.START + 5_000, "holder", "n1"));
        var lease = LeaseValue.of("n1", 2, TestStore.START + 5_000);
        assertThat(store.state.rows().get("lock")).isEqualTo(new StoredRow(lease, "lease", 2));
        assertThat(result.events().getFirst().value()).isEqualTo(lease);
    }

    @Test
    void lease_withoutTtlAndHolder_lasts30Seconds() {
        PushResult result = lease();
        assertThat(result.response().get("expires_at")).isEqualTo(Value.of(TestStore.START + 30_000));
        assertThat(result.response().get("holder")).isEqualTo(Value.NULL);
    }

    @Test
    void lease_ofALiveLease_isHeld_toTheLastMillisecond() {
        lease("ttl_ms", 1_000, "holder", "n1");
        store.now += 999;
        assertThat(lease("holder", "n1").reason()).isEqualTo("held");
        store.now += 1;
        assertThat(lease("holder", "n2").response().get("token")).isEqualTo(Value.of(2));
    }

    @Test
    void lease_ofAnyOtherRow_isOccupied() {
        store.ok("set", "lock", Value.NULL);
        assertThat(lease().reason()).isEqualTo("occupied");
        store.ok("set", "lock", Map.of("_type", "lease"));
        assertThat(lease().reason()).isEqualTo("occupied");
    }

    @Test
    void lease_leavesTheRowsBelow_andAsksNothingOfThem() {
        store.ok("set", "lock", Map.of("x", 1));
        assertThat(lease().ok()).isTrue();
        release(2);
        assertThat(store.state.rows()).containsOnlyKeys("lock/x");
    }

    @Test
    void renew_keepsTheTokenAndHolder_andMovesTheEnd() {
        lease("ttl_ms", 1_000, "holder", "n1");
        store.now += 900;
        PushResult result = renew(1, 2_000);
        assertThat(result.response().toPlain())
                .isEqualTo(Map.of("store_seq", 2L, "token", 1L, "expires_at", TestStore.START + 2_900, "holder", "n1"));
        assertThat(store.state.rows().get("lock"))
                .isEqualTo(new StoredRow(LeaseValue.of("n1", 1, TestStore.START + 2_900), "lease", 2));
        assertThat(result.events().getFirst().op()).isEqualTo("renew");
    }

    @Test
    void renew_takesAWholeFloatForItsToken() {
        lease();
        assertThat(renew(1.0, 2_000).ok()).isTrue();
    }

    @Test
    void renew_ofAnExpiredForeignOrMissingLease_isNotHeld() {
        assertThat(renew(1, 1_000).reason()).isEqualTo("not_held");
        lease("ttl_ms", 1_000);
        assertThat(renew(2, 1_000).reason()).isEqualTo("not_held");
        assertThat(renew("1", 1_000).reason()).isEqualTo("not_held");
        store.now += 1_000;
        assertThat(renew(1, 1_000).reason()).isEqualTo("not_held");
    }

    @Test
    void release_deletesTheLease_liveOrExpired() {
        lease("ttl_ms", 1_000);
        assertThat(release(1).response().toPlain()).isEqualTo(Map.of("store_seq", 2L));
        assertThat(store.values()).isEmpty();
        lease("ttl_ms", 1_000);
        store.now += 5_000;
        PushResult result = release(3);
        assertThat(result.events().getFirst().op()).isEqualTo("release");
        assertThat(result.events().getFirst().value()).isEqualTo(Value.NULL);
        assertThat(store.values()).isEmpty();
    }

    @Test
    void release_thatMatchesNothing_saysSo_andNoEventFollows() {
        assertThat(release(1).response().toPlain()).isEqualTo(Map.of("released", false));
        lease();
        PushResult result = release(7);
        assertThat(result.ok()).isTrue();
        assertThat(result.response().toPlain()).isEqualTo(Map.of("released", false));
        assertThat(result.events()).isEmpty();
        assertThat(store.state.storeSeq()).isEqualTo(1);
        store.ok("set", "lock", 5);
        assertThat(release(5).response().toPlain()).isEqualTo(Map.of("released", false));
    }

    @Test
    void expiry_isLazy_theRowStays() {
        lease("ttl_ms", 1);
        store.now += 100;
        assertThat(store.state.rows()).containsOnlyKeys("lock");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1.5, 9.1e15})
    void aTtlThatIsNone_isRefused(double ttl) {
        assertThat(lease("ttl_ms", ttl).reason()).isEqualTo("invalid_ttl");
        assertThat(lease("ttl_ms", "1000").reason()).isEqualTo("invalid_ttl");
    }
}
