package dev.dust.testkit.simulation;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** For tests under which clients have so much to complain about, rightly, that nothing else could be read. */
public abstract class Quiet {
    private static final Logger CLIENTS = Logger.getLogger("dev.dust");

    @BeforeAll
    protected static void silence() {
        CLIENTS.setLevel(Level.OFF);
    }

    @AfterAll
    protected static void speak() {
        CLIENTS.setLevel(null);
    }
}
