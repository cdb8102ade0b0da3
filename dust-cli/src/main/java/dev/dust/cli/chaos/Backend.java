package dev.dust.cli.chaos;

import dev.dust.cli.chaos.history.ServerHistory;
import dev.dust.cli.chaos.history.Violation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;

/** What clients are connected to in a run, and what of it can fail. Safe for every thread. */
interface Backend extends AutoCloseable {

    /** In words, for people. */
    String description();

    /** Starts all of it. */
    void start() throws InterruptedException;

    /** The processes that serve clients; all alike. */
    List<? extends Member> servers();

    /** Where a client is to connect that does so now. */
    IntSupplier port();

    /** What can go wrong here. */
    Set<Fault> faults();

    /** Whoever holds this does something to what the servers share. */
    Semaphore shared();

    /** Has something go wrong with what the servers share, for as long as {@code hold}. */
    void happen(Fault fault, Duration hold) throws InterruptedException;

    /** Forgets the history. */
    void compact() throws InterruptedException;

    /** How far it has come, in words. */
    String progress() throws IOException;

    /** What was committed so far. */
    ServerHistory history() throws IOException;

    /** What was found by looking on. Asked when everybody has come to rest, before {@link #end}. */
    List<Violation> findings() throws IOException, InterruptedException;

    /** Ends it in order. */
    void end() throws InterruptedException;

    /** Ends it whatever it does. */
    @Override
    void close();
}
