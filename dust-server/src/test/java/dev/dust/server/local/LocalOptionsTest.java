package dev.dust.server.local;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dust.fuzz.OptionsForm;
import dev.dust.server.access.Access;
import dev.dust.server.ledger.Retention;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalOptionsTest {
    private static final LocalOptions DEFAULTS = LocalOptions.defaults();

    @Test
    void optionsHaveTheOneForm() {
        OptionsForm.require(DEFAULTS,
                Map.of("access", Access.readOnly(), "files", Path.of("files"), "keyLimit", 5, "sendQueue", 6, "retention",
                        Retention.defaults().ops(7)));
    }

    @Test
    void whatCannotBe_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.keyLimit(0));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.sendQueue(0)).withMessageContaining("at least 1");
    }
}
