package dev.dust.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.fuzz.OptionsForm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The options of the cache in SQLite are like all others, and refuse at once what makes no sense. */
class SqliteOptionsTest {

    @Test
    void optionsHaveTheOneForm() {
        OptionsForm.require(SqliteOptions.defaults(),
                Map.of("fullSync", true, "busyTimeout", Duration.ofSeconds(1), "readers", 3, "fetchSize", 4));
    }

    @Test
    void whatMakesNoSense_isRefusedAtOnce() {
        SqliteOptions defaults = SqliteOptions.defaults();
        for (ThrowingCallable wrong : List.<ThrowingCallable>of(() -> defaults.busyTimeout(Duration.ofNanos(1)),
                () -> defaults.readers(0), () -> defaults.fetchSize(0))) {
            assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
