package dev.dust.cli;

import dev.dust.cache.Cache;
import dev.dust.testkit.CacheSource;
import dev.dust.testkit.postgres.TestPostgres;
import org.jspecify.annotations.Nullable;

/**
 * What the command has from the testkit for its trials. Only to be touched where {@link Trials#requireTestkit} has found it.
 */
final class Testkit {
    private Testkit() {
    }

    /** The caches of a trial, as the testkit asks for them. */
    static CacheSource source(TrialCaches caches) {
        return new CacheSource() {
            @Override
            public Cache open() {
                return caches.open();
            }

            @Override
            public Cache reopen(Cache before) {
                return caches.reopen(before);
            }
        };
    }

    /** A new database on the server that the testkit finds. */
    static JdbcDatabase newDatabase() {
        try {
            return new JdbcDatabase(TestPostgres.newDatabase().url(), null, null);
        } catch (IllegalStateException failed) {
            throw new Failure(withCause(failed));
        } catch (LinkageError notStarted) {
            // The kit starts its server once, when it is loaded.
            Throwable why = notStarted.getCause() == null ? notStarted : notStarted.getCause();
            throw new Failure("there is no PostgreSQL to be had: " + withCause(why));
        }
    }

    private static @Nullable String withCause(Throwable failure) {
        return failure.getCause() == null
                ? failure.getMessage()
                : failure.getMessage() + ": " + failure.getCause().getMessage();
    }
}
