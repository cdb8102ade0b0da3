package dev.dust.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** {@code dust completion}. */
@Command(name = "completion",
        description = "Print a script that completes commands and options, for a shell to read at its start.")
final class CompletionCommand implements Callable<Integer> {
    /** Shells that can be told. */
    enum Shell {
        BASH, ZSH, FISH
    }

    /** Picocli has the values of enums in capital letters; the help has them in small ones. */
    private static final Pattern VALUES = Pattern.compile("(?m)(?<=_args=\\()\"[A-Z].*?\"(?=\\))");

    /** Which contexts there are is asked when somebody types one; all else is in picocli's script. */
    private static final String CONTEXTS = """

            function _dust_with_contexts() {
              local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
              if [ "$before" = --context ] || { [ "$COMP_CWORD" = 2 ] && [ "$before" = context ] && [[ "$word" != -* ]]; }; then
                COMPREPLY=($(compgen -W "$(dust context 2> /dev/null | sed 's/^..//; s/ .*//')" -- "$word"))
              else
                _complete_dust
              fi
            }
            complete -F _dust_with_contexts -o default dust dust.sh dust.bash
            """;

    @Spec
    private CommandSpec spec;
    @Parameters(index = "0", paramLabel = "bash|zsh|fish", description = "Which shell.")
    private Shell shell;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        CommandLine dust = spec.root().commandLine();
        String script = switch (shell) {
            // The one script is for both.
            case BASH, ZSH -> VALUES.matcher(AutoComplete.bash("dust", dust)).replaceAll(
                    values -> Matcher.quoteReplacement(values.group().toLowerCase(Locale.ROOT))) + CONTEXTS;
            case FISH -> FishCompletion.script(dust.getCommandSpec());
        };
        spec.commandLine().getOut().print(script);
        spec.commandLine().getOut().flush();
        return ExitCode.DONE;
    }
}
