package dev.dust.cli;

import dev.dust.Write;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.error.InvalidRequestException;
import dev.dust.value.Value;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.OptionalLong;
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
    @Parameters(index = "0", paramLabel = "STORE",
            description = "The store: org/name, or its UUID; a dot for the one of the context.")
    private String storeName;
    @Mixin
    private ConnectionOptions connection;
    @Mixin
    private CacheOptions cache;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public final Integer call() throws InterruptedException {
        try {
            check();
        } catch (InvalidRequestException wrong) {
            throw mistake(wrong.getMessage());
        }
        CommandCache caches = wantsHistory() ? cache.ofHistory() : cache.ofClient(connection.url());
        String store = connection.store(storeName);
        try (Session session = connects()
                ? open(caches, store)
                : Session.ofCache(connection, caches, store)) {
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

    /** Whether what the server tells anyway is told from the beginning, and not from where a cache is. */
    boolean wantsHistory() {
        return false;
    }

    private Session open(CommandCache caches, String store) throws InterruptedException {
        if (outboxUse() == OutboxUse.LASTS) {
            sendWaiting(caches, store);
        }
        return Session.open(connection, caches, outboxUse(), store, this::say, this::prepare);
    }

    /** What earlier commands left is sent before this one goes on for long, unless another command sees to it. */
    private void sendWaiting(CommandCache caches, String store) throws InterruptedException {
        if (caches.waiting(store) > 0) {
            Session.open(connection, caches, OutboxUse.READS, store, this::say, opened -> {
            }).close();
        }
    }

    /** What it does with the outbox of its cache. */
    OutboxUse outboxUse() {
        return OutboxUse.READS;
    }

    /** Whether the server is asked at all. */
    boolean connects() {
        return true;
    }

    /** Does what is to be done before the client connects. */
    void prepare(Session session) {
        // Most commands want to know what is there.
    }

    /**
     * Does the work.
     *
     * @return the exit code
     */
    abstract int run(Session session) throws InterruptedException;

    /**
     * Prints a line of JSON on standard output.
     *
     * @throws OutputLost if it cannot be written
     */
    final void print(Value value) {
        Json.print(out(), value);
        if (out().checkError()) {
            throw new OutputLost();
        }
    }

    /**
     * Waits for what becomes of a write, and prints it.
     *
     * @return the exit code
     */
    final int finish(Session session, Write write) throws InterruptedException {
        OptionalLong seq = session.committed(write);
        if (seq.isPresent()) {
            print(Json.object("store_seq", seq.getAsLong()));
        } else {
            say(session.absence() + "; the write is kept, and the next command on this store sends it");
            print(Json.object("pending", true, "client_op_id", write.opId()));
        }
        return ExitCode.DONE;
    }

    /** Another client with the same store, which keeps nothing. To be closed. */
    final Session another(String name) throws InterruptedException {
        return Session.open(connection, MemoryCache::new, OutboxUse.READS, name, this::say, opened -> {
        });
    }

    /** In which a program that is run finds the server that options of this command name. */
    final Map<String, String> environment() {
        return connection.environment();
    }

    final Console console() {
        return DustCommand.of(spec).console();
    }

    /** Standard output, for bytes. */
    final PrintStream stream() {
        return DustCommand.of(spec).out();
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
