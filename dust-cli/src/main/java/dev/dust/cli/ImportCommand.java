package dev.dust.cli;

import dev.dust.PathRef;
import dev.dust.Write;
import dev.dust.codec.CodecException;
import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.value.ListValue;
import dev.dust.value.Types;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust import}. */
@Command(name = "import",
        description = "Write rows as dust export prints them, as fast as the server takes them. Whatever ends it"
                + " before the last line, it says from which line to go on; a line that is written twice does no harm. A row"
                + " gets the type that its line names: a set is a set again, and a counter a counter.")
final class ImportCommand extends StoreCommand {
    /** How many writes wait for their answers at the same time. */
    private static final int WINDOW = 256;
    /** Longer than a server takes that is there, and less than whoever stops a process waits before he kills it. */
    private static final long LAST_ANSWERS_NANOS = 2_000_000_000L;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", defaultValue = "-",
            description = "The file; - for standard input, which is the default.")
    private String file;
    @Option(names = "--from", paramLabel = "LINE", defaultValue = "1",
            description = "Begin with this line, as an import that was ended before has said (default: ${DEFAULT-VALUE}).")
    private long from;

    /**
     * A write that was sent.
     *
     * @param line   which line it is of
     * @param isLast whether the line is written with it
     */
    private record Sent(long line, Write write, boolean isLast) {
    }

    /** Also looked at by who stops it, as are the two below. */
    private final Queue<Sent> unanswered = new ConcurrentLinkedQueue<>();
    private volatile long sentUpTo;
    private volatile boolean isStopped;
    private long written;

    @Override
    void check() {
        if (from < 1) {
            throw mistake("--from takes a line, 1 or more, not " + from);
        }
        String flaw = InputFile.flaw(file);
        if (flaw != null) {
            throw mistake(flaw);
        }
        sentUpTo = from - 1;
    }

    @Override
    OutboxUse outboxUse() {
        return OutboxUse.WRITES;
    }

    @Override
    int run(Session session) throws InterruptedException {
        session.requireServer();
        return StopSignal.cutsShort(() -> write(session), () -> {
            isStopped = true;
            say(goOn(firstUnwritten(System.nanoTime() + LAST_ANSWERS_NANOS), "stopped"));
        });
    }

    /** The first line that is not known to be written, once all that is sent is answered, or the time is over. */
    private long firstUnwritten(long end) {
        // Before the queue: a line that is sent meanwhile is in that.
        long last = sentUpTo;
        for (Sent sent : unanswered) {
            try {
                sent.write.outcome().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException | InterruptedException notWritten) {
                return sent.line;
            }
        }
        return last + 1;
    }

    private int write(Session session) throws InterruptedException {
        var progress = new Progress(this::say, "imported");
        try (RowLines lines = new RowLines(file, console(), from)) {
            for (String line = next(lines, session); line != null && !isStopped; line = next(lines, session)) {
                send(session, line, lines.number());
                while (unanswered.size() >= WINDOW) {
                    awaitOne(session);
                }
                progress.at(written);
            }
        } catch (IOException broken) {
            awaitAll(session);
            throw endedBefore(sentUpTo + 1, Failure.why(broken));
        }
        awaitAll(session);
        if (isStopped) {
            // Who stopped it has the word.
            return ExitCode.INTERRUPTED;
        }
        say("imported " + written + (written == 1 ? " row" : " rows"));
        return ExitCode.DONE;
    }

    private @Nullable String next(RowLines lines, Session session) throws IOException, InterruptedException {
        try {
            return lines.next();
        } catch (CodecException wrong) {
            awaitAll(session);
            throw endedBefore(lines.number(), wrong.getMessage());
        }
    }

    private void send(Session session, String line, long number) throws InterruptedException {
        try {
            RowLines.Row row = RowLines.Row.of(line);
            List<Write> writes = write(session.store().at(row.path()), row);
            for (int i = 0; i < writes.size(); i++) {
                unanswered.add(new Sent(number, writes.get(i), i == writes.size() - 1));
            }
            sentUpTo = number;
        } catch (CodecException | InvalidRequestException wrong) {
            awaitAll(session);
            throw endedBefore(number, wrong.getMessage());
        }
    }

    /** The type of a row comes from the op that wrote it last (docs/protocol.md#types): here from one that leaves the value. */
    private static List<Write> write(PathRef at, RowLines.Row row) {
        if (Types.COUNTER.equals(row.type())) {
            if (!(row.value().toPlain() instanceof Number)) {
                throw new CodecException("a counter is a number, and this is none");
            }
            return List.of(at.put(row.value()), at.increment(0));
        }
        if (Types.SET.equals(row.type())) {
            if (!(row.value() instanceof ListValue set)) {
                throw new CodecException("a set is a list, and this is none");
            }
            Write put = at.put(set);
            // A member that is there moves to the front, where the first one is already; what is not there is not removed.
            return List.of(put, set.items().isEmpty() ? at.remove(0) : at.add(set.items().getFirst()));
        }
        return List.of(at.put(row.value()));
    }

    private void awaitAll(Session session) throws InterruptedException {
        while (!unanswered.isEmpty()) {
            awaitOne(session);
        }
    }

    /** A server that puts writes off, because they are too many, is waited for; one that has gone is not. */
    private void awaitOne(Session session) throws InterruptedException {
        Sent oldest = unanswered.element();
        while (true) {
            try {
                oldest.write.outcome().get(session.timeout().toMillis(), TimeUnit.MILLISECONDS);
                unanswered.remove();
                written += oldest.isLast ? 1 : 0;
                return;
            } catch (TimeoutException late) {
                if (!session.isConnected()) {
                    throw endedBefore(ExitCode.UNREACHABLE, oldest.line, "the server is away");
                }
                say("the server takes its time: " + written + " rows so far");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof DustException refused) {
                    throw endedBefore(oldest.line, refused.getMessage());
                }
                throw new IllegalStateException(e);
            }
        }
    }

    private static Failure endedBefore(long line, @Nullable String why) {
        return endedBefore(ExitCode.REFUSED, line, why);
    }

    private static Failure endedBefore(int exitCode, long line, @Nullable String why) {
        return new Failure(exitCode, goOn(line, why));
    }

    private static String goOn(long line, @Nullable String why) {
        return "line " + line + ": " + why + "; what is before it is written: go on by --from " + line;
    }
}
