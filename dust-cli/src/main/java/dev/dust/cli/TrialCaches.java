package dev.dust.cli;

import dev.dust.cli.demo.DemoCaches;
import dev.dust.testkit.postgres.TestPostgres;

/** Where the clients of a trial get their caches. */
@FunctionalInterface
interface TrialCaches extends DemoCaches, AutoCloseable {
    /** What a command says of them. */
    String HELP = "%nWith --cache sqlite, files are made and removed. With --cache postgres and no --jdbc, the database is one of its own: on the server that $"
            + TestPostgres.VARIABLE
            + " names, else in a container, else by embedded binaries. In a database that is given, only schemas dust_trial_* are"
            + " made, and removed.";

    /** Leaves nothing behind. The caches are closed already. */
    @Override
    default void close() {
        // Memory is gone with the caches.
    }
}
