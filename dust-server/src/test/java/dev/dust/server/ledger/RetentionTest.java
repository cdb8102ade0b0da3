package dev.dust.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dust.fuzz.OptionsForm;
import dev.dust.time.Durations;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionTest {
    @Test
    void itHasTheFormOfOptions() {
        OptionsForm.require(Retention.defaults(), Map.of("ops", 7L, "age", Durations.FOR_EVER, "resends", Duration.ZERO));
    }

    @Test
    void unlessItIsTold_itIsAsDescribed() {
        assertThat(Retention.defaults()).hasToString("Retention[ops=100000, age=PT168H, resends=PT1H]");
    }

    @Test
    void whatCannotBe_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Retention.defaults().ops(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Retention.defaults().age(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Retention.defaults().resends(Duration.ofMillis(-1)));
    }
}
