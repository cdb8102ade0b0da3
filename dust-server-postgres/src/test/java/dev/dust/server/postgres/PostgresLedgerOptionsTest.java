package dev.dust.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dust.fuzz.OptionsForm;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresLedgerOptionsTest {
    private static final PostgresLedgerOptions DEFAULTS = PostgresLedgerOptions.defaults();

    @Test
    void unlessTheyAreTold_theyAreAsDescribed() {
        assertThat(DEFAULTS).hasToString(
                "PostgresLedgerOptions[schema=dust_server, migrate=true, poolSize=10, timeout=PT10S, listen=true]");
    }

    @Test
    void theyHaveTheFormOfOptions() {
        OptionsForm.require(DEFAULTS, Map.of("schema", "other", "migrate", false, "poolSize", 3, "timeout",
                Duration.ofSeconds(1), "listen", false));
    }

    @Test
    void whatCannotBe_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.schema(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.schema("\u00e9".repeat(26)));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.poolSize(1)).withMessageContaining("2");
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.timeout(Duration.ofMillis(99)));
    }
}
