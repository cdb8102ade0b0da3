package dev.dust.cli;

import dev.dust.Activity;
import dev.dust.DustStore;
import dev.dust.StoreStatus;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dust top}. */
@Command(name = "top",
        description = "Show how a store lives, until Ctrl-C: its rate of ops, the last of them, what waits here and, if"
                + " the server tells, which clients have joined it there. On a terminal the screen is drawn anew each time; elsewhere one picture follows the other.")
final class TopCommand extends StoreCommand {
    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final int FRAMES_OF_A_MINUTE = 60;

    @Option(names = "--interval", paramLabel = "DURATION", converter = DurationConverter.class, defaultValue = "1s",
            description = "How often to draw (default: ${DEFAULT-VALUE}).")
    private Duration interval;
    @Option(names = "--limit", paramLabel = "N", description = "End after so many pictures, with exit code 0.")
    private @Nullable Long limit;
    @Option(names = "--rows", paramLabel = "N", defaultValue = "15",
            description = "How many ops to list, 100 at most (default: ${DEFAULT-VALUE}). With --cache memory there may be none from before.")
    private int rows;

    @Spec
    private CommandSpec spec;
    /** The store_seq of each of the last pictures, oldest first. */
    private final Deque<Long> seqs = new ArrayDeque<>();

    @Override
    void check() {
        if (interval.isZero() || rows < 1 || limit != null && limit < 1) {
            throw mistake("--interval, --rows and --limit are more than 0");
        }
    }

    @Override
    OutboxUse outboxUse() {
        return OutboxUse.LASTS;
    }

    @Override
    int run(Session session) throws InterruptedException {
        return StopSignal.ends(() -> draw(session), session::close);
    }

    private int draw(Session session) throws InterruptedException {
        var members = new Members(ConnectionOptions.in(spec), session.store().name());
        seqs.add(session.store().status().lastStoreSeq());
        for (long frame = 0; limit == null || frame < limit; frame++) {
            Thread.sleep(interval);
            seqs.add(session.store().status().lastStoreSeq());
            if (seqs.size() > FRAMES_OF_A_MINUTE + 1) {
                seqs.remove();
            }
            out().print((console().terminal().isThere() ? CLEAR : "") + picture(session, members.ask()) + "\n");
            if (out().checkError()) {
                throw new OutputLost();
            }
        }
        return ExitCode.DONE;
    }

    private String picture(Session session, @Nullable List<String> members) {
        DustStore store = session.store();
        StoreStatus status = store.status();
        var text = new StringBuilder();
        text.append("%s  %s as %s%n".formatted(status.store(), status.connection().name().toLowerCase(Locale.ROOT),
                session.deviceId()));
        text.append("store_seq %d  rows %d  pending %d%n".formatted(status.lastStoreSeq(), status.entryCount(),
                session.waiting()));
        text.append("%.1f ops/s now, %.1f ops/s in the last %s%n".formatted(rate(1), rate(seqs.size() - 1), spanned()));
        if (members != null) {
            text.append("%d joined: %s%n".formatted(members.size(), String.join(" ", members)));
        }
        if (status.problem() != null) {
            text.append(status.problem()).append(System.lineSeparator());
        }
        text.append("%n%10s  %-8s  %-9s  %s%n".formatted("SEQ", "AT", "OP", "PATH"));
        List<Activity> last = store.activity();
        last.subList(Math.max(0, last.size() - rows), last.size()).reversed().forEach(op -> text.append(line(op)));
        return text.toString();
    }

    private static String line(Activity op) {
        LocalTime at = LocalTime.ofInstant(op.at(), ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
        return "%10d  %-8s  %-9s  %s%n".formatted(op.storeSeq(), at.format(DateTimeFormatter.ISO_LOCAL_TIME),
                op.op().wire(), op.path().key());
    }

    /** Ops in a second, over so many of the last pictures. */
    private double rate(int frames) {
        long before = seqs.stream().skip(seqs.size() - 1L - frames).findFirst().orElseThrow();
        return (seqs.getLast() - before) / (interval.toNanos() / 1e9 * frames);
    }

    private String spanned() {
        Duration span = interval.multipliedBy(seqs.size() - 1L);
        return span.toSeconds() < 1 ? span.toMillis() + " ms" : span.toSeconds() + " s";
    }
}
