package dev.dust.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PostgresLedgerOptionsTest {
    private static final PostgresLedgerOptions DEFAULTS = PostgresLedgerOptions.defaults();

    @Test
    void unlessTheyAreTold_theyAreAsDescribed() {
        assertThat(DEFAULTS).hasToString("schema dust_server, migrate true, poolSize 10, timeout PT10S, listen true");
    }

    /** Each copy has one other value, and equals a copy made the same way. */
    @Test
    void aCopyHasOneOtherValue() {
        List<UnaryOperator<PostgresLedgerOptions>> changes = List.of(options -> options.schema("other"),
                options -> options.migrate(false), options -> options.poolSize(3),
                options -> options.timeout(Duration.ofSeconds(1)), options -> options.listen(false));
        for (UnaryOperator<PostgresLedgerOptions> change : changes) {
            assertThat(change.apply(DEFAULTS)).isNotEqualTo(DEFAULTS).isEqualTo(change.apply(DEFAULTS))
                    .hasSameHashCodeAs(change.apply(DEFAULTS));
            assertThat(changes.stream().filter(other -> other.apply(DEFAULTS).equals(change.apply(DEFAULTS)))).hasSize(1);
        }
        assertThat(DEFAULTS.schema("other").migrate(false).poolSize(3).timeout(Duration.ofSeconds(1)).listen(false))
                .hasToString("schema other, migrate false, poolSize 3, timeout PT1S, listen false");
    }

    @Test
    void whatCannotBe_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.schema(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.schema("\u00e9".repeat(26)));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.poolSize(1)).withMessageContaining("2");
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.timeout(Duration.ofMillis(99)));
    }
}
