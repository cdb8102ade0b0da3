package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a ledger on a database fetches for a batch at once, and not for each push by itself. */
class WantsTest {
    private final StoreRules rules = new StoreRules("org/store", new Blobs(), StoreRules.UNLIMITED,
            Dialect.OWN);

    private List<String> keys(PushKind kind, Map<String, ?> payload) {
        return rules.push(kind, (MapValue) Value.from(payload), "dev_a").wants().keys();
    }

    @Test
    void write_wantsTheRowAtItsPath_andNothingThatCannotBeRead() {
        assertThat(keys(PushKind.WRITE, Map.of("op", "set", "path", "a/b", "value", 1))).containsExactly("a/b");
        assertThat(keys(PushKind.WRITE, Map.of("op", "set", "value", 1))).isEmpty();
        assertThat(keys(PushKind.ROLLBACK, Map.of("to_seq", 1))).isEmpty();
    }
}
