package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completion in shells, and what is said of mistyped names. */
class CompletionTest {
    private static CommandRun dust(String... args) {
        return CommandRun.of(Map.of(), args);
    }

    @Test
    @Tag("processes")
    void bash_completesCommandsAndOptions(@TempDir Path folder) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("completion"), dust("completion", "bash").done().out());
        Path asked = Files.writeString(folder.resolve("asked"), """
                compopt() { :; } # Bash lets only itself call it.
                source %s
                COMP_WORDS=(dust get-) COMP_CWORD=1 COMP_LINE='dust get-'; _complete_dust; echo "${COMPREPLY[@]}"
                COMP_WORDS=(dust get --fo) COMP_CWORD=2 COMP_LINE='dust get --fo'; _complete_dust; echo "${COMPREPLY[@]}"
                """.formatted(script));

        Process bash = new ProcessBuilder("bash", asked.toString()).redirectErrorStream(true).start();

        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("get-many\n--format\n");
        assertThat(bash.waitFor()).isZero();
    }

    @Test
    void zsh_readsTheSameScript() {
        assertThat(dust("completion", "zsh").done().out()).isEqualTo(dust("completion", "bash").done().out())
                .contains("bashcompinit");
    }

    @Test
    void fish_hasEveryCommandAndOption() {
        String script = dust("completion", "fish").done().out();

        var commands = Main.commandLine(name -> null, System.out, System.err).getSubcommands();
        assertThat(commands).allSatisfy((name, command) -> {
            assertThat(script).contains("-n __fish_use_subcommand -a " + name + " -d '");
            command.getCommandSpec().optionsMap().keySet().stream().filter(option -> option.startsWith("--"))
                    .forEach(option -> assertThat(script)
                            .containsPattern("seen_subcommand_from " + name + "'.* -l " + option.substring(2) + "( |\n)"));
        });
        assertThat(script).contains("-l format -x -a 'json msgpack'").contains("-l token-file -r -F");
    }

    @Test
    void mistypedNames_areAnsweredWithWhatIsMeant() {
        assertThat(dust("gte", "s/s", "a").complaint(ExitCode.USAGE)).contains("get is meant?");
        assertThat(dust("get", "s/s", "a", "--timout", "3").complaint(ExitCode.USAGE)).contains("--timeout is meant?");
        assertThat(dust("watch", "s/s", "**", "--op", "delte").complaint(ExitCode.USAGE)).contains("delete is meant?");
        assertThat(dust("completion", "bsh").complaint(ExitCode.USAGE)).contains("bash");
        assertThat(dust("nonsense").complaint(ExitCode.USAGE)).doesNotContain("is meant");
    }
}
