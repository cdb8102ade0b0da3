package dev.dust.cli;

import dev.dust.Write;
import dev.dust.codec.CodecException;
import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
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
                + " before the last line, it says from which line to go on; a line that is written twice does no harm.")
final class ImportCommand extends StoreCommand {
    /** How many writes wait for their answers at the same time. */
    private static final int WINDOW = 256;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", defaultValue = "-",
            description = "The file; - for standard input, which is the default.")
    private String file;
    @Option(names = "--from", paramLabel = "LINE", defaultValue = "1",
            description = "Begin with this line, as an import that was ended before has said (default: ${DEFAULT-VALUE}).")
    private long from;

    /** A line that was sent. */
    private record Sent(long line, Write write) {
    }

    private final Queue<Sent> unanswered = new ArrayDeque<>();
    private long written;

    @Override
    void check() {
        if (from < 1) {
            throw mistake("--from takes a line, 1 or more, not " + from);
        }
        if (!file.equals("-") && !Files.isReadable(Path.of(file))) {
            throw mistake("there is no such file: " + file);
        }
    }

    @Override
    OutboxUse outboxUse() {
        return OutboxUse.WRITES;
    }

    @Override
    int run(Session session) throws InterruptedException {
        session.requireServer();
        var progress = new Progress(this::say, "imported");
        long number = 0;
        try (BufferedReader lines = reader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (number >= from && !line.isBlank()) {
                    unanswered.add(new Sent(number, send(session, line, number)));
                    if (unanswered.size() >= WINDOW) {
                        awaitOne(session);
                    }
                    progress.at(written);
                }
            }
        } catch (IOException broken) {
            awaitAll(session);
            throw endedBefore(number + 1, broken.getMessage());
        }
        awaitAll(session);
        say("imported " + written + (written == 1 ? " row" : " rows"));
        return ExitCode.DONE;
    }

    private BufferedReader reader() throws IOException {
        InputStream input = file.equals("-") ? console().in() : Files.newInputStream(Path.of(file));
        return new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8.newDecoder()));
    }

    private Write send(Session session, String line, long number) throws InterruptedException {
        try {
            if (Json.parse(line) instanceof MapValue row && row.get("path") instanceof TextValue(String path)) {
                Value value = row.get("value");
                return session.store().put(path, value == null ? Value.NULL : value);
            }
            awaitAll(session);
            throw endedBefore(number, "a row is an object with \"path\" and \"value\"");
        } catch (CodecException | InvalidRequestException wrong) {
            awaitAll(session);
            throw endedBefore(number, wrong.getMessage());
        }
    }

    private void awaitAll(Session session) throws InterruptedException {
        while (!unanswered.isEmpty()) {
            awaitOne(session);
        }
    }

    /** A server that puts writes off, because they are too many, is waited for; one that has gone is not. */
    private void awaitOne(Session session) throws InterruptedException {
        Sent oldest = unanswered.remove();
        while (true) {
            try {
                oldest.write.outcome().get(session.timeout().toMillis(), TimeUnit.MILLISECONDS);
                written++;
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
        return new Failure(exitCode, "line " + line + ": " + why + "; what is before it is written: go on by --from " + line);
    }
}
