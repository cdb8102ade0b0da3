package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Durations have one form, wherever one is taken. */
class DurationsTest {
    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "5min,PT5M", "2h,PT2H", "1d,PT24H"})
    void duration_isANumberWithItsUnit(String text, String duration) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.parse(duration));
        assertThat(new DurationConverter.OrSeconds().convert(text)).isEqualTo(Duration.parse(duration));
        assertThat(new DurationConverter.OrSeconds().convert("10")).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void optionsOfDurations_areReadAlike() {
        assertAlike(Main.commandLine(name -> null, System.out, System.err).getCommandSpec());
    }

    private static void assertAlike(CommandSpec command) {
        for (OptionSpec option : command.options()) {
            boolean isDuration = option.type() == Duration.class;
            assertThat(option.paramLabel().equals("DURATION")).as(command.qualifiedName() + " " + option.longestName())
                    .isEqualTo(isDuration);
            assertThat(option.paramLabel()).isNotIn("TIME", "SECONDS");
            if (isDuration) {
                assertThat(option.converters()).as(option.longestName()).hasSize(1)
                        .allMatch(each -> each instanceof DurationConverter || each instanceof DurationConverter.OrSeconds);
            }
        }
        command.subcommands().values().forEach(each -> assertAlike(each.getCommandSpec()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve --keep-for soon", "lease s/s a --ttl 10", "top s/s --interval 99999999999s",
            "get s/s a --timeout 1y", "get s/s a --timeout 500ms", "get s/s a --timeout 2d", "lease s/s a --ttl 99999d",
            "store create s/s --jdbc jdbc:postgresql://localhost:1/none --keep-for PT1H"})
    void wrongDuration_isToldWhatIsRight(String line) {
        String told = CommandRun.of(Map.of(), line.split(" ")).complaint(ExitCode.USAGE);

        Matcher example = Pattern.compile("(?:such as|has|takes) (\\d+\\w+)").matcher(told);
        assertThat(example.find()).as(told).isTrue();
        assertThat(new DurationConverter().convert(example.group(1))).isPositive();
    }
}
