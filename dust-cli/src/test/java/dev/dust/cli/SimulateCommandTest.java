package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code dust simulate}. */
class SimulateCommandTest {

    @Test
    void seeds_runOneAfterTheOther_andAreCounted() {
        CommandRun run = CommandRun.of(Map.of(), "simulate", "--seeds", "1..3", "--clients", "2", "--steps", "30");

        assertThat(run.done().out()).startsWith("3 seeds").endsWith(" 0 failed\n");
    }

    @Test
    @Tag("postgres")
    void postgres_isTheCacheOfEveryClient() {
        TestDatabase database = TestPostgres.newDatabase();

        CommandRun run = CommandRun.of(Map.of(), "simulate", "--seeds", "1..2", "--clients", "2", "--steps", "20", "--cache",
                "postgres", "--jdbc", database.url());

        assertThat(run.done().out()).startsWith("2 seeds").endsWith(" 0 failed\n");
    }

    @Test
    void dimensionsThatAreNamed_areTheOnlyOnes() {
        CommandRun run = CommandRun.of(Map.of(), "simulate", "--seeds", "1..2", "--steps", "20", "--only",
                "LATE_FRAMES,FAILOVER");

        assertThat(run.done().out()).startsWith("2 seeds").endsWith(" 0 failed\n");
    }

    @Test
    void nodesThatAreNamed_areInEveryRun() {
        CommandRun run = CommandRun.of(Map.of(), "simulate", "--seeds", "1..2", "--steps", "20", "--nodes", "3");

        assertThat(run.done().out()).startsWith("2 seeds").endsWith(" 0 failed\n");
    }

    /** Its applications throw on purpose, and its caches fail: of that nobody is to read. */
    @Test
    @Tag("slow")
    void mistakesThatAreMadeOnPurpose_areNotLogged() {
        Logger root = Logger.getLogger("");
        var logged = new ConcurrentLinkedQueue<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry.getMessage());
            }

            @Override
            public void flush() {
                // Nothing waits.
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
        root.addHandler(handler);
        try {
            CommandRun.of(Map.of(), "simulate", "--seeds", "1..20", "--steps", "100", "--only", "THROWING_CALLBACKS").done();
        } finally {
            root.removeHandler(handler);
        }
        assertThat(logged).isEmpty();
    }

    @Test
    void oneSeed_isARangeToo() {
        assertThat(CommandRun.of(Map.of(), "simulate", "--seeds", "7", "--steps", "10").done().out()).startsWith("1 seeds");
    }
}
