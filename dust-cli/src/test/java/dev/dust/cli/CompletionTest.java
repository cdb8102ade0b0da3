package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Completion in shells. */
class CompletionTest {
    private static CommandRun dust(String... args) {
        return CommandRun.of(Map.of(), args);
    }

    @Test
    @Tag("processes")
    void bash_completesCommandsAndOptions(@TempDir Path folder) throws IOException, InterruptedException {
        assertThat(bash(folder, """
                compopt() { :; } # Bash lets only itself call it.
                source %s
                COMP_WORDS=(dust get-) COMP_CWORD=1 COMP_LINE='dust get-'; _complete_dust; echo "${COMPREPLY[@]}"
                COMP_WORDS=(dust get --fo) COMP_CWORD=2 COMP_LINE='dust get --fo'; _complete_dust; echo "${COMPREPLY[@]}"
                """)).isEqualTo("get-many\n--format\n");
    }

    @Test
    @Tag("processes")
    void bash_asksForContexts(@TempDir Path folder) throws IOException, InterruptedException {
        assertThat(bash(folder, """
                compopt() { :; }
                dust() { printf '* work wss://a/ws/sync x/y\\n  wide wss://b/ws/sync\\n  home wss://c/ws/sync\\n'; }
                source %s
                complete -p dust
                COMP_WORDS=(dust get --context w) COMP_CWORD=3 COMP_LINE='dust get --context w'
                _dust_with_contexts; echo "${COMPREPLY[@]}"
                COMP_WORDS=(dust context h) COMP_CWORD=2 COMP_LINE='dust context h'; _dust_with_contexts; echo "${COMPREPLY[@]}"
                COMP_WORDS=(dust get-) COMP_CWORD=1 COMP_LINE='dust get-'; _dust_with_contexts; echo "${COMPREPLY[@]}"
                """)).isEqualTo("complete -o default -F _dust_with_contexts dust\nwork wide\nhome\nget-many\n");
    }

    /** What Bash prints of lines in which the script is where they have %s. */
    private String bash(Path folder, String lines) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("completion"), dust("completion", "bash").done().out());
        Path asked = Files.writeString(folder.resolve("asked"), lines.formatted(script));
        Process bash = new ProcessBuilder("bash", asked.toString()).redirectErrorStream(true).start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void zsh_readsTheSameScript() {
        assertThat(dust("completion", "zsh").done().out()).isEqualTo(dust("completion", "bash").done().out())
                .contains("bashcompinit");
    }

    @Test
    void fish_hasEveryCommandAndOption_ofSubcommandsToo() {
        List<String> script = dust("completion", "fish").done().out().lines().toList();

        assertThat(below(Main.commandLine(name -> null, System.out, System.err), "")).hasSizeGreaterThan(45)
                .allSatisfy((names, command) -> {
                    int end = names.lastIndexOf(' ');
                    assertThat(script).anyMatch(line -> line.startsWith(
                            "complete -c dust -n '__dust_next" + names.substring(0, end) + "' -a " + names.substring(end + 1)
                                    + " -d '"));
                    command.getCommandSpec().optionsMap().keySet().stream().filter(option -> option.startsWith("--"))
                            .forEach(option -> assertThat(script).as(option).anyMatch(line -> line.matches(
                                    "complete -c dust -n '__dust_in" + names + "'.* -l " + option.substring(2) + "( .*)?")));
                });
    }

    /** By their names, each behind a blank. */
    private static Map<String, CommandLine> below(CommandLine command, String names) {
        var all = new HashMap<String, CommandLine>();
        command.getSubcommands().forEach((name, below) -> {
            all.put(names + " " + name, below);
            all.putAll(below(below, names + " " + name));
        });
        return all;
    }

    @Test
    void fish_hasValues_contextsAndFiles() {
        assertThat(dust("completion", "fish").done().out().lines()).anyMatch(
                line -> line.contains("'__dust_in get' -l format -x -a 'json msgpack' -d '"))
                .anyMatch(line -> line.contains("'__dust_in get' -l token-file -r -F -d '"))
                .anyMatch(line -> line.contains("'__dust_in get' -l context -x -a '(__dust_contexts)' -d '"))
                .anyMatch(line -> line.contains("'__dust_next context' -a '(__dust_contexts)' -d '"))
                .anyMatch(line -> line.contains("'__dust_next completion' -a 'bash zsh fish' -d '"))
                .anyMatch(line -> line.startsWith("complete -c dust -n '__dust_next help' -a 'demo serve "))
                .anyMatch(line -> line.endsWith("'__dust_in import' -F"));
    }

    @Test
    void fish_describesByAWholeSentence() {
        assertThat(dust("completion", "fish").done().out().lines())
                .anyMatch(line -> line
                        .endsWith(" -a create -d 'Make a token, and print it: that is the only time it can be read'"))
                .noneMatch(line -> line.contains("${") || line.contains("%n"));
    }

    @Test
    @Tag("processes")
    void bash_completesSubcommandsAndValues(@TempDir Path folder) throws IOException, InterruptedException {
        assertThat(bash(folder, """
                compopt() { :; }
                source %s
                COMP_WORDS=(dust token re) COMP_CWORD=2 COMP_LINE='dust token re'; _complete_dust; echo "${COMPREPLY[@]}"
                COMP_WORDS=(dust store create --ke) COMP_CWORD=3 COMP_LINE='dust store create --ke'
                _complete_dust; echo "${COMPREPLY[@]}"
                COMP_WORDS=(dust get --format m) COMP_CWORD=3 COMP_LINE='dust get --format m'
                _complete_dust; echo "${COMPREPLY[@]}"
                """)).isEqualTo("revoke\n--keep-ops --keep-for\nmsgpack\n");
    }
}
