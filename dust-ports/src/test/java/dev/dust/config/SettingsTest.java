package dev.dust.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    enum Choice {
        ONE, THE_OTHER
    }

    private static final Setting<Duration> ACK_TIMEOUT = Setting.duration("ack-timeout", "30s", "how long to wait");
    private static final Setting<Long> SIZE = Setting.bytes("size", "1", "how much");
    private static final Setting<Integer> NUMBER = Setting.number("number", "1", "how many");
    private static final Setting<Boolean> FLAG = Setting.flag("flag", "true", "whether");
    private static final Setting<Choice> CHOICE = Setting.choice("choice", Choice.class, "one", "which");
    private static final Setting<String> SECRET = Setting.secret("api-key", "none", "the token");
    private static final List<Setting<?>> KNOWN = List.of(ACK_TIMEOUT, SIZE, NUMBER, FLAG, CHOICE, SECRET);

    @ParameterizedTest
    @CsvSource({"500ms, 500", "30s, 30000", "5min, 300000", "2 h, 7200000", "1d, 86400000", "' 30s ', 30000"})
    void aDuration_isANumberWithAUnit(String text, long millis) {
        assertThat(Settings.of(Map.of("DUST_ACK_TIMEOUT", text)).get(ACK_TIMEOUT)).contains(Duration.ofMillis(millis));
    }

    @Test
    void otherKinds_areWhatTheySay() {
        var settings = Settings.of(Map.of("dust.ack-timeout", "forever", "dust.size", "64MiB", "DUST_NUMBER", "7", "dust.flag",
                "false", "dust.choice", "the-other", "DUST_API_KEY", "abc"));

        assertThat(settings.get(ACK_TIMEOUT)).contains(Durations.FOR_EVER);
        assertThat(settings.get(SIZE)).contains(64L << 20);
        assertThat(settings.get(NUMBER)).contains(7);
        assertThat(settings.get(FLAG)).contains(false);
        assertThat(settings.get(CHOICE)).contains(Choice.THE_OTHER);
        assertThat(settings.require(SECRET)).isEqualTo("abc");
        assertThat(settings.toString()).contains("DUST_API_KEY").doesNotContain("abc");
        assertThat(Settings.of(Map.of("dust.size", "8000000")).get(SIZE)).contains(8_000_000L);
        assertThat(Settings.of(Map.of("dust.size", "3 KiB")).get(SIZE)).contains(3072L);
        assertThat(Settings.of(Map.of("dust.size", "3GiB")).get(SIZE)).contains(3L << 30);
        assertThatCode(() -> settings.requireKnown(KNOWN)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "PT30S", "-1s", "30 seconds", "99999999999999999999s"})
    void aTextOfAnotherForm_isRefusedByNameAndForm(String text) {
        assertThatThrownBy(() -> Settings.of(Map.of("DUST_ACK_TIMEOUT", text)).get(ACK_TIMEOUT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("DUST_ACK_TIMEOUT must be duration, such as 500ms").hasMessageContaining(text);
    }

    @Test
    void otherKinds_refuseOtherForms() {
        Map.of(SIZE, "1 MB", NUMBER, "-1", FLAG, "yes", CHOICE, "three")
                .forEach((setting, text) -> assertThatThrownBy(
                        () -> Settings.of(Map.of(setting.property(), text)).get(setting))
                        .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(setting.property() + " must be "));
    }

    @Test
    void blank_setsNothing_andWhatMustBeThereSaysWhatItIsFor() {
        assertThat(Settings.of(Map.of("DUST_FLAG", " ")).get(FLAG)).isEmpty();
        assertThatThrownBy(() -> Settings.none().require(SECRET)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nothing is set by dust.api-key or DUST_API_KEY: the token");
    }

    @ParameterizedTest
    @CsvSource({"dust.ack-timout, dust.ack-timeout", "DUST_ACKTIMEOUT, DUST_ACK_TIMEOUT", "dust.ackTimeout, dust.ack-timeout",
            "DUST_API_KEYS, DUST_API_KEY"})
    void aNameThatIsNearlyASetting_saysWhatIsMeant(String name, String meant) {
        assertThatThrownBy(() -> Settings.of(Map.of(name, "x")).requireKnown(KNOWN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no setting " + name + ": " + meant + " is meant?");
    }

    @Test
    void aSlipInTheEnvironment_isRefusedToo() {
        assertThatThrownBy(() -> Settings.of(Map.of("DUST_ACK_TIMEOUTS", "x"), new Properties()).requireKnown(KNOWN))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("DUST_ACK_TIMEOUT is meant?");
    }

    @Test
    void anotherName_isRefusedWhereItWasMeantForDust_andLeftAloneInTheEnvironment() {
        var strange = Map.of("DUST_PORT_7755_TCP", "tcp://10.0.0.1:7755", "PATH", "/bin");

        assertThatThrownBy(() -> Settings.of(strange).requireKnown(KNOWN)).hasMessageContaining("DUST_PORT_7755_TCP")
                .hasMessageContaining("dust.ack-timeout");
        assertThatCode(() -> Settings.of(strange, new Properties()).requireKnown(KNOWN)).doesNotThrowAnyException();
    }

    @Test
    void propertiesGoBeforeTheEnvironment_andWhatIsAddedBeforeBoth() {
        var properties = new Properties();
        properties.setProperty("dust.number", "2");
        properties.setProperty("dust.test.number", "9");
        var process = Settings.of(Map.of("DUST_NUMBER", "1", "dust.flag", "false"), properties);

        assertThat(process.get(NUMBER)).contains(2);
        assertThat(process.get(FLAG)).as("no variable").isEmpty();
        assertThat(process.with(Settings.of(Map.of("dust.number", "3"))).get(NUMBER)).contains(3);
        assertThat(Settings.of(Map.of("DUST_NUMBER", "1")).with(NUMBER, "4").get(NUMBER)).contains(4);
        assertThatCode(() -> process.requireKnown(KNOWN)).doesNotThrowAnyException();
    }

    @Test
    void whatRefusesAValue_isToldWithTheSettingsName() {
        assertThatThrownBy(() -> Settings.of(Map.of("DUST_NUMBER", "0")).applied("options", NUMBER, (options, number) -> {
            throw new IllegalArgumentException("number must be positive, not " + number);
        })).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dust.number (DUST_NUMBER): number must be positive, not 0");
    }

    @Test
    void optionsHaveWhatIsSet_andStayAsTheyAreForTheRest() {
        Settings settings = Settings.of(Map.of("DUST_NUMBER", "5"));
        assertThat(settings.applied("n=", NUMBER, (options, number) -> options + number)).isEqualTo("n=5");
        assertThat(settings.applied("f=", FLAG, (options, flag) -> options + flag)).isEqualTo("f=");
    }
}
