package dev.dust.cli;

import dev.dust.value.Value;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that works on one store of some server. */
abstract class StoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Parameters(index = "0", paramLabel = "STORE", description = "The store: org/name, or its UUID.")
    private String storeName;
    @Mixin
    private ConnectionOptions connection;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public final Integer call() throws InterruptedException {
        try (Session session = Session.open(connection, storeName)) {
            return run(session);
        }
    }

    /**
     * Does the work.
     *
     * @param session with the store, which has caught up
     * @return the exit code
     */
    abstract int run(Session session) throws InterruptedException;

    /** Prints a line of JSON on standard output. */
    final void print(Value value) {
        Json.print(out(), value);
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Says something to people, on standard error. */
    final void say(String line) {
        spec.commandLine().getErr().println(spec.qualifiedName() + ": " + line);
    }
}
