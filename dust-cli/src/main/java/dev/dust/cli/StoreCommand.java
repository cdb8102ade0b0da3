package dev.dust.cli;

import dev.dust.value.Value;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
    @Mixin
    private CacheOptions cache;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public final Integer call() throws InterruptedException {
        check();
        CommandCache caches = cache.ofClient(connection.url());
        try (Session session = Session.open(connection, caches, storeName, reads(), this::say)) {
            return run(session);
        }
    }

    /**
     * Finds out what is wrong with the arguments, before anybody is asked anything.
     *
     * @throws ParameterException if something is
     */
    void check() {
        // Most arguments are checked one by one.
    }

    /** Whether the command writes nothing, and shows a moment. */
    boolean reads() {
        return false;
    }

    /**
     * Does the work.
     *
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

    /** An argument that cannot be. */
    final ParameterException mistake(@Nullable String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
