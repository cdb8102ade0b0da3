package dev.dust.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dust context}. */
@Command(name = "context",
        description = "Print the servers that somebody has logged in to, the one in use with a star; or use another"
                + " one, or forget one and its token. Tokens are not printed.")
final class ContextCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The one to use from now on.")
    private @Nullable String name;
    @Option(names = "--delete", description = "Forget it instead.")
    private boolean delete;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        Contexts contexts = Contexts.read(DustCommand.of(spec).console());
        if (name == null) {
            if (delete) {
                throw new ParameterException(spec.commandLine(), "--delete needs the name of a context");
            }
            print(contexts);
            say(contexts.all().isEmpty() ? "there is no context yet; dust login URL makes one" : null);
            say(contexts.exposure());
        } else if (delete) {
            contexts.remove(name);
        } else {
            contexts.use(name);
        }
        return ExitCode.DONE;
    }

    private void say(@Nullable String what) {
        if (what != null) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + what);
        }
    }

    private void print(Contexts contexts) {
        for (Context context : contexts.all()) {
            String store = context.store() == null ? "" : " " + context.store();
            String mark = context.equals(contexts.current()) ? "* " : "  ";
            spec.commandLine().getOut().print(mark + context.name() + " " + context.url() + store + "\n");
        }
        spec.commandLine().getOut().flush();
    }
}
