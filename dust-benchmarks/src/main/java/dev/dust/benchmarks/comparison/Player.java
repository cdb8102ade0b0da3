package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Contender;
import dev.dust.benchmarks.contender.ServerProcess;
import dev.dust.benchmarks.program.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link PlayerMain}, seen from the runner. */
final class Player implements AutoCloseable {
    private final Contender contender;
    private final Jvm jvm;
    private final String versions;

    private Player(Contender contender, Jvm jvm, String versions) {
        this.contender = contender;
        this.jvm = jvm;
        this.versions = versions;
    }

    /** What a player answers. */
    sealed interface Answer {
        /** It was done. */
        record Done(String what) implements Answer {
        }

        /** It was not, and will not be in another round. */
        record Not(String why) implements Answer {
        }
    }

    /**
     * Starts it, with its server.
     *
     * @param recordings where Flight Recorder leaves what it has seen of both; null for no recording
     */
    static Player start(Contender contender, Pace pace, @Nullable Path recordings) throws IOException {
        var options = new ArrayList<String>();
        if (recordings != null) {
            Files.createDirectories(recordings);
            // What it says at the beginning is no answer.
            options.add("-Xlog:jfr+startup=off");
            options.add(recording(recordings, contender, "client"));
            options.add("-D" + ServerProcess.OPTIONS + "=" + recording(recordings, contender, "server"));
        }
        Jvm jvm = Jvm.start(options, PlayerMain.class, List.of(contender.getClass().getName(), pace.name()));
        return switch (answer(jvm.readLine())) {
            case Answer.Done done -> new Player(contender, jvm, done.what());
            case Answer.Not not -> {
                jvm.close();
                throw new IOException(not.why());
            }
        };
    }

    private static String recording(Path directory, Contender contender, String side) {
        String name = contender.name().toLowerCase(Locale.ROOT).replaceAll("\\W+", "-") + "-" + side + ".jfr";
        return "-XX:StartFlightRecording=settings=profile,filename=" + directory.resolve(name).toAbsolutePath();
    }

    String name() {
        return contender.name();
    }

    String versions() {
        return versions;
    }

    /** Has it do what {@link PlayerMain} knows. */
    Answer ask(String line) throws IOException {
        return answer(jvm.ask(line));
    }

    private static Answer answer(@Nullable String line) {
        if (line == null) {
            return new Answer.Not("it ended");
        }
        if (line.startsWith(PlayerMain.DONE)) {
            return new Answer.Done(line.substring(PlayerMain.DONE.length()));
        }
        return line.startsWith(PlayerMain.NONE)
                ? new Answer.Not(line.substring(PlayerMain.NONE.length()))
                : new Answer.Not(line);
    }

    /** Ends it, and the server. */
    @Override
    public void close() {
        jvm.end(TimeUnit.SECONDS.toMillis(20));
    }
}
