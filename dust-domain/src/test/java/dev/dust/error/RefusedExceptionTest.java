package dev.dust.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the server tells of a refusal is there to be asked for, in whatever form its peers write numbers. */
class RefusedExceptionTest {

    private static RefusedException refused(String reason, String key, Value value) {
        return RefusedException.of(MapValue.envelope(Map.of("reason", Value.of(reason), key, value)));
    }

    @Test
    void aWholeFloatIsTheNumberThatIsMeant() {
        var conflict = (RefusedException.Conflict) refused("conflict", "current_revision", Value.of(5e9));
        assertThat(conflict.currentRevision()).hasValue(5_000_000_000L);
        var limited = (RefusedException.RateLimited) refused("rate_limited", "retry_after_ms", Value.of(1_500.0));
        assertThat(limited.retryAfterMillis()).hasValue(1_500);
        var exceeded = (RefusedException.LimitExceeded) refused("limit_exceeded", "limit", Value.of(1e12));
        assertThat(exceeded.limit()).hasValue(1_000_000_000_000L);
    }

    @Test
    void whatIsNoWholeNumberWasNotTold() {
        var conflict = (RefusedException.Conflict) refused("conflict", "current_revision", Value.of(1.5));
        assertThat(conflict.currentRevision()).isEmpty();
        var limited = (RefusedException.RateLimited) refused("rate_limited", "retry_after_ms", Value.of("soon"));
        assertThat(limited.retryAfterMillis()).isEmpty();
        assertThat(((RefusedException.LimitExceeded) refused("limit_exceeded", "dimension", Value.of("keys"))).limit())
                .isEmpty();
    }

    @Test
    void anUnsureRefusal_isTheSame_andSaysSo() {
        for (String reason : List.of("exists", "held", "fenced", "rate_limited", "limit_exceeded", "unauthorized",
                "store_archived", "server_crashed", "a later one")) {
            RefusedException sure = refused(reason, "message", Value.of("why"));
            RefusedException unsure = sure.unsure();
            assertThat(sure.maybeDuplicate()).isFalse();
            assertThat(unsure.maybeDuplicate()).isTrue();
            assertThat(unsure).isExactlyInstanceOf(sure.getClass()).hasMessageStartingWith(sure.getMessage())
                    .hasMessageContaining("may yet do so");
            assertThat(unsure.reason()).isEqualTo(reason);
            assertThat(unsure.details()).isEqualTo(sure.details());
        }
    }
}
