package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Which commands are there for a command line. */
class CommandsTest {
    private static final Set<String> WITH_ALL_OTHERS = Set.of("completion", "help", "conformance", "simulate", "chaos");

    private static CommandLine dust(String... args) {
        var console = new Console(name -> null, InputStream.nullInputStream(), Terminal.NONE);
        return Main.commandLine(console, List.of(args), System.out, System.err);
    }

    @Test
    void lineThatBeginsWithACommand_hasThatOneAlone_asItIsAmongAll() {
        var all = dust().getSubcommands();

        assertThat(all).hasSizeGreaterThan(35).allSatisfy((name, command) -> {
            if (!WITH_ALL_OTHERS.contains(name)) {
                var alone = dust(name, "--help").getSubcommands();
                assertThat(alone).containsOnlyKeys(name);
                assertThat(alone.get(name).getUsageMessage()).isEqualTo(command.getUsageMessage());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--cache memory get s/s a", "gte s/s a", "completion bash", "help get", "--help"})
    void everyOtherLine_hasAll(String line) {
        assertThat(dust(line.split(" ")).getSubcommands()).containsOnlyKeys(dust().getSubcommands().keySet());
    }
}
