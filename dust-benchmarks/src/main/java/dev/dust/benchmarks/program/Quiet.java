package dev.dust.benchmarks.program;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Has a JVM that measures say what goes wrong, and nothing else. */
public final class Quiet {
    /** What a JVM is started with for that. The second is about libraries that use what newer JDKs warn of. */
    public static final List<String> OPTIONS = List.of("-Djava.util.logging.config.class=" + Quiet.class.getName(),
            "-Dsun.misc.unsafe.memory.access=allow");

    /** For the JDK, instead of a logging configuration. */
    public Quiet() {
        Logger.getLogger("").setLevel(Level.SEVERE);
    }
}
