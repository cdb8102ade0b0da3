package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Contender;
import dev.dust.benchmarks.contender.NotOffered;
import dev.dust.benchmarks.contender.ServerProcess;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A contender's clients, in a JVM of their own. Arguments: the class of the contender, the pace. Warms up, and begins with a
 * line with its versions; then, for each line that it reads, says what became of it: {@code open N} of the N-th row,
 * {@code measure} of the row that is open, {@code close}.
 */
final class PlayerMain {
    /** Begins the answer if it was done; what was asked for follows. */
    static final String DONE = "done ";
    /** Begins the answer if the contender has no such thing; the reason follows. */
    static final String NONE = "none ";
    /** Begins the answer if it failed; the reason follows. */
    static final String FAILED = "failed ";

    private final PrintStream out;
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private PlayerMain(PrintStream out) {
        this.out = out;
    }

    /** Runs it until there is nothing more to read. */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        // What libraries print is no answer.
        System.setOut(System.err);
        Contender contender = Class.forName(args[0]).asSubclass(Contender.class).getDeclaredConstructor().newInstance();
        var player = new PlayerMain(out);
        try (ServerProcess server = contender.startServer()) {
            var bench = new Bench(contender, server, Pace.valueOf(args[1]));
            compile(bench);
            out.println(DONE + contender.versions());
            player.play(bench);
            bench.endRow();
        } catch (NotOffered notHere) {
            out.println(NONE + notHere.getMessage());
        }
        // Libraries may leave threads behind.
        System.exit(0);
    }

    /**
     * The first row to be measured would have to bear what all need: its warm-up is over before two JVMs have compiled so
     * much, which is a matter of many calls, and of processors besides.
     */
    private static void compile(Bench bench) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(bench.pace().compileMillis);
        do {
            Works.all().getFirst().open(bench);
            bench.endRow();
        } while (System.nanoTime() - end < 0);
    }

    private void play(Bench bench) throws Exception {
        List<Row> rows = Works.all();
        Row.Session session = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            try {
                switch (words[0]) {
                    case "open" -> session = rows.get(Integer.parseInt(words[1])).open(bench);
                    case "measure" -> {
                        out.println(DONE + opened(session).measure().line());
                        continue;
                    }
                    case "close" -> bench.endRow();
                    default -> throw new IllegalArgumentException(line);
                }
                out.println(DONE);
            } catch (Exception failed) {
                out.println(answer(failed));
            }
        }
    }

    private static String answer(Exception failed) {
        Throwable cause = failed instanceof ExecutionException && failed.getCause() != null ? failed.getCause() : failed;
        if (cause instanceof NotOffered) {
            return NONE + cause.getMessage();
        }
        failed.printStackTrace();
        return FAILED + cause.toString().replace('\n', ' ');
    }

    private static Row.Session opened(Row.@Nullable Session session) {
        if (session == null) {
            throw new IllegalStateException("no row is open");
        }
        return session;
    }
}
