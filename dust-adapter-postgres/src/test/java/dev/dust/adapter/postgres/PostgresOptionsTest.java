package dev.dust.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.fuzz.OptionsForm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The options of the cache in PostgreSQL are like all others, and refuse at once what makes no sense. */
class PostgresOptionsTest {

    @Test
    void optionsHaveTheOneForm() {
        OptionsForm.require(PostgresOptions.defaults(), Map.of("schema", "app", "historyTable", "app_history", "migrate", false,
                "poolSize", 3, "connectionTimeout", Duration.ofSeconds(1), "timeout", Duration.ofSeconds(2), "bulkTimeout",
                Duration.ofSeconds(3), "fetchSize", 4));
    }

    @Test
    void whatMakesNoSense_isRefusedAtOnce() {
        PostgresOptions defaults = PostgresOptions.defaults();
        for (ThrowingCallable wrong : List.<ThrowingCallable>of(() -> defaults.schema(""), () -> defaults.historyTable(""),
                () -> defaults.poolSize(2), () -> defaults.connectionTimeout(Duration.ZERO),
                () -> defaults.timeout(Duration.ofNanos(1)), () -> defaults.bulkTimeout(Duration.ofSeconds(-1)),
                () -> defaults.fetchSize(0))) {
            assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
