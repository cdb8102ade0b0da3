package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dust.fuzz.FailingMetrics;
import dev.dust.fuzz.OptionsForm;
import dev.dust.server.access.Access;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.Retention;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.rules.Dialect;
import dev.dust.time.SystemTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServerOptionsTest {
    private static final ServerOptions DEFAULTS = ServerOptions.defaults();

    @Test
    void optionsHaveTheOneForm() {
        Ledger ledger = new MemoryLedger(() -> 0, Dialect.OWN::changesOf);
        OptionsForm.require(DEFAULTS, Map.ofEntries(Map.entry("host", "0.0.0.0"), Map.entry("port", 7755),
                Map.entry("tokens", Map.of("a", Access.readOnly())), Map.entry("anyToken", true),
                Map.entry("allowedOrigins", Set.of("https://example.org")), Map.entry("stores", Set.of("james/blog")),
                Map.entry("data", Path.of("dust.jsonl")), Map.entry("ledger", ledger), Map.entry("files", Path.of("files")),
                Map.entry("retention", Retention.defaults().ops(7)),
                Map.entry("upkeepEvery", Duration.ofSeconds(8)), Map.entry("time", new SystemTime()),
                Map.entry("metrics", new FailingMetrics()), Map.entry("metricsPage", (Supplier<String>) () -> ""),
                Map.entry("metricsToken", "dust_tok_metrics"),
                Map.entry("rateLimit", 2), Map.entry("keyLimit", 3), Map.entry("maxFrameBytes", 4),
                Map.entry("sendQueue", 5), Map.entry("idleTimeout", Duration.ofSeconds(6)), Map.entry("hosted", true)));
    }

    static ThrowingCallable[] whatCannotBe() {
        return new ThrowingCallable[]{() -> DEFAULTS.port(-1), () -> DEFAULTS.port(0x10000), () -> DEFAULTS.rateLimit(0),
                () -> DEFAULTS.keyLimit(0), () -> DEFAULTS.maxFrameBytes(0), () -> DEFAULTS.sendQueue(0),
                () -> DEFAULTS.idleTimeout(Duration.ZERO), () -> DEFAULTS.upkeepEvery(Duration.ZERO),
                () -> DEFAULTS.metricsToken(" ")};
    }

    @ParameterizedTest
    @MethodSource("whatCannotBe")
    void whatCannotBe_isRefusedAtOnce_byItsName(ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageMatching("[a-zA-Z]+ must be .*");
    }

    @Test
    void aFrameIsAsLongAsTheServerAllowsThatItIsLike_unlessItIsTold() {
        assertThat(DEFAULTS.maxFrameBytes()).isEqualTo(32 << 20);
        assertThat(DEFAULTS.hosted(true).maxFrameBytes()).isEqualTo(8_000_000);
        assertThat(DEFAULTS.maxFrameBytes(5).hosted(true).maxFrameBytes()).isEqualTo(5);
    }

    /** The options are the caller's, and what becomes of his collections is not theirs. */
    @Test
    void collectionsAreCopied() {
        var tokens = new HashMap<>(Map.of("a", Access.all()));
        var names = new HashSet<>(Set.of("james/blog"));
        ServerOptions options = DEFAULTS.tokens(tokens).stores(names).allowedOrigins(names);

        tokens.clear();
        names.clear();

        assertThat(options.tokens()).containsKey("a");
        assertThat(options.stores()).hasSize(1);
        assertThat(options.allowedOrigins()).hasSize(1);
        assertThat(options.stores(null)).isEqualTo(DEFAULTS.tokens(options.tokens()).allowedOrigins(options.allowedOrigins()));
    }

    @Test
    void tokensAreNotPrinted() {
        assertThat(DEFAULTS.tokens(Map.of("dust_tok_secret", Access.all())).metricsToken("secret_too")).asString()
                .contains("tokens=1").doesNotContain("secret");
    }
}
