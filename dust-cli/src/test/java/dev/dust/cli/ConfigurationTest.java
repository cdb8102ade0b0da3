package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.Dust;
import dev.dust.DustBuilder;
import dev.dust.DustOptions;
import dev.dust.config.Settings;
import dev.dust.error.InvalidRequestException;
import dev.dust.server.ServerOptions;
import dev.dust.server.web.Server;
import dev.dust.time.Durations;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that is made of what is on the class path, and told by names how to behave. */
class ConfigurationTest {

    @Test
    void defaultsOfThePage_areThoseOfTheOptions() {
        String page = ProjectFiles.read(ProjectFiles.root().resolve("docs/configuration.md"));
        DustOptions options = DustOptions.defaults();

        for (var setting : DustBuilder.settings()) {
            String byDefault = setting.byDefault();
            if (byDefault.startsWith("`") && page.contains(setting.property())) {
                var same = Settings.of(Map.of(setting.property(), byDefault.replace("`", "")));
                assertThat(DustOptions.from(same)).as(setting.property()).isEqualTo(options);
                assertThat(same.get(setting)).as(setting.property()).isPresent();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "DUST_ACK_TIMOUT | 5s | there is no setting DUST_ACK_TIMOUT: DUST_ACK_TIMEOUT is meant?",
            "dust.ackTimeout | 5s | there is no setting dust.ackTimeout: dust.ack-timeout is meant?",
            "dust.jdbc-pool-sizes | 5 | there is no setting dust.jdbc-pool-sizes: dust.jdbc-pool-size is meant?",
            "dust.ack-timeout | 5 | dust.ack-timeout must be duration",
            "dust.ack-timeout | 0s | dust.ack-timeout (DUST_ACK_TIMEOUT): ackTimeout must be positive",
            "dust.max-pending | 0 | dust.max-pending (DUST_MAX_PENDING): maxPending must be positive",
            "DUST_DEVICE_ID | a b | dust.device-id (DUST_DEVICE_ID): a deviceId is not blank",
            "dust.max-frame-bytes | 9GiB | dust.max-frame-bytes (DUST_MAX_FRAME_BYTES)"})
    void wrongSetting_isRefusedAtOnce_andSaysWhatIsMeant(String name, String text, String message) {
        assertThatThrownBy(() -> DustOptions.from(Settings.of(Map.of(name, text))))
                .isInstanceOfSatisfying(InvalidRequestException.class,
                        wrong -> assertThat(wrong.reason()).isEqualTo("invalid_option"))
                .hasMessageContaining(message);
    }

    @Test
    void everyNamedOption_isSetByItsName() {
        DustOptions options = DustOptions.from(Settings.of(Map.of("dust.enabled", "false", "DUST_DEVICE_ID", "dev_x",
                "dust.gap-timeout", "3s", "dust.freshness-check", "0s", "dust.ack-timeout", "forever", "dust.max-in-flight",
                "7",
                "dust.max-pending", "8", "dust.max-pending-bytes", "9KiB", "dust.max-frame-bytes", "10",
                "DUST_WAIT_OUT_RATE_LIMITS",
                "false")));

        assertThat(options.toString()).isEqualTo(DustOptions.defaults().enabled(false).deviceId("dev_x")
                .gapTimeout(Duration.ofSeconds(3)).freshnessCheck(Duration.ZERO).ackTimeout(Durations.FOR_EVER)
                .maxInFlight(7).maxPending(8).maxPendingBytes(9 << 10)
                .bounds(DustOptions.defaults().bounds().frameBytes(10)).waitOutRateLimits(false).toString())
                .isNotEqualTo(DustOptions.defaults().toString());
    }

    @Test
    void clientOfTheClassPath_writesWhatItWrites() {
        try (Server server = Server.start(ServerOptions.defaults())) {
            try (Dust dust = Dust.builder().url(server.url().toString()).apiKey("dust_tok_local").set("dust.cache", "memory")
                    .build()) {
                dust.store("james/blog").put("posts/hello", "Hello");
                assertThat(dust.flush(Duration.ofSeconds(20))).isTrue();
            }
            assertThat(
                    CommandRun.of(Map.of(), "get", "james/blog", "posts/hello", "--url", server.url().toString()).done().out())
                    .isEqualTo("\"Hello\"\n");
        }
    }

    @Test
    void whatCannotBeChosen_isSaid() {
        assertThatThrownBy(() -> Dust.builder().url("ws://localhost:1/").apiKey("x").build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(
                        "there are several kinds of cache, [memory, postgres, sqlite]: choose by dust.cache or DUST_CACHE, or give one to"
                                + " the builder");
        assertThatThrownBy(() -> Dust.builder().set("dust.cache", "redis").build()).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("there is no cache \"redis\"").hasMessageContaining("[memory, postgres, sqlite]");
        assertThatThrownBy(() -> Dust.builder().set("dust.cache", "memory").build()).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("nothing is set by dust.url or DUST_URL");
        assertThatThrownBy(() -> Dust.builder().set("dust.cache", "memory").url("ws://localhost:1/").build())
                .isInstanceOf(InvalidRequestException.class).hasMessageContaining("dust.api-key or DUST_API_KEY");
        assertThatThrownBy(() -> Dust.builder().set("dust.cache", "postgres").build())
                .isInstanceOf(InvalidRequestException.class).hasMessageContaining("dust.jdbc-url or DUST_JDBC_URL");
        assertThatThrownBy(() -> Dust.builder().set("cache", "memory")).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("a setting begins with dust., and not as cache does");
        assertThatThrownBy(() -> Dust.builder().set("dust.cash", "memory").build()).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("dust.cache is meant?");
    }

    @Test
    void token_isNeverPrinted() {
        String token = "dust_tok_secret\nsecond line";
        assertThat(Dust.builder().apiKey(token).toString()).contains("dust.api-key").doesNotContain("secret");
        assertThatThrownBy(() -> Dust.builder().set("dust.cache", "memory").url("ws://localhost:1/").apiKey(token).build())
                .isInstanceOf(InvalidRequestException.class).hasMessageNotContaining("secret");
        assertThatThrownBy(
                () -> Dust.builder().set("dust.cache", "memory").url("ws://localhost:1/").set("dust.api-keys", token).build())
                .hasMessageNotContaining("secret");
    }
}
