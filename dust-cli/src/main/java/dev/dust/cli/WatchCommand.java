package dev.dust.cli;

import dev.dust.ConnectionStatus;
import dev.dust.DustStore;
import dev.dust.StoreStatus;
import dev.dust.path.Glob;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Overflow;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust watch}. */
@Command(name = "watch", description = "Print each op whose path matches a pattern, one JSON object a line, until Ctrl-C.",
        footer = CacheOptions.HELP + "it waits for it, and then prints what it has missed since the last command.")
final class WatchCommand extends StoreCommand {
    private static final long LOOK_EVERY_MILLIS = 200;
    /** The history of a store comes faster than commands are run for it. */
    private static final int QUEUE = 1_000_000;

    @Parameters(index = "1", paramLabel = "PATTERN", converter = GlobConverter.class,
            description = "A path, with * for any one segment and, at its end, ** for one or more. Quote it, for the shell.")
    private Glob pattern;
    @Option(names = "--include-current", description = "Begin with the rows that are there, all of them, as op \"present\".")
    private boolean includeCurrent;
    @Option(names = "--op", paramLabel = "OP", split = ",", completionCandidates = EventSink.Ops.class,
            description = "These ops alone, by commas: ${COMPLETION-CANDIDATES}.")
    private List<String> ops = List.of();
    @Option(names = "--limit", paramLabel = "N", description = "End after so many, with exit code 0.")
    private @Nullable Long limit;
    @Option(names = "--since", paramLabel = "SEQ",
            description = "Begin behind this store_seq, as far back as the server has its history; 0 for all of it. Needs the cache"
                    + " in memory, and takes it by itself: any other is told only of what it has not yet.")
    private @Nullable Long since;
    @Option(names = "--exec", paramLabel = "COMMAND",
            description = "Do not print, but run a command of the shell's for each, one after another: with the JSON object on"
                    + " standard input, and $DUST_PATH, $DUST_OP and $DUST_STORE_SEQ in its environment.")
    private @Nullable String command;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isBehind;
    private @Nullable EventSink sink;

    @Override
    void check() {
        if (limit != null && limit < 1) {
            throw mistake("--limit takes 1 or more, not " + limit);
        }
        if (since != null && (since < 0 || includeCurrent)) {
            throw mistake(since < 0
                    ? "--since takes 0 or more, not " + since
                    : "--since and --include-current exclude each other");
        }
        EventSink.check(ops, this::mistake);
    }

    @Override
    boolean wantsHistory() {
        return since != null;
    }

    @Override
    void prepare(Session session) {
        if (since != null) {
            // Before the history comes.
            subscribe(session.store());
        }
    }

    private void subscribe(DustStore store) {
        sink = new EventSink(ops, since == null ? 0 : since, limit == null ? Long.MAX_VALUE : limit,
                command == null ? this::printLine : new ShellForEach(command, console(), this::say)::run);
        EventSink target = sink;
        SubscriptionOptions options = SubscriptionOptions.defaults().overflow(Overflow.END).maxQueue(QUEUE)
                .onSnapshot(seq -> target.snapshot(seq, this::say));
        store.matching(pattern.pattern()).on(event -> {
            if (!target.take(event)) {
                ended.countDown();
            }
        }, includeCurrent ? options.withCurrent() : options).ended().thenAccept(why -> {
            if (why == Subscription.End.OVERFLOW) {
                isBehind = true;
                ended.countDown();
            }
        });
    }

    private void printLine(DustEvent event) {
        Json.print(out(), EventSink.json(event));
    }

    @Override
    OutboxUse outboxUse() {
        return OutboxUse.LASTS;
    }

    @Override
    int run(Session session) throws InterruptedException {
        return StopSignal.ends(() -> {
            if (sink == null) {
                subscribe(session.store());
            }
            say("watching " + pattern.pattern() + " in " + session.store().name());
            return untilEnd(session.store());
        }, session::close);
    }

    /** Tells of the connection's ups and downs; the end is Ctrl-C, a reader who has gone, or a server that has enough of us. */
    private int untilEnd(DustStore store) throws InterruptedException {
        boolean connected = true;
        while (!ended.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            StoreStatus status = store.status();
            boolean stopped = status.connection() == ConnectionStatus.DISCONNECTED;
            if (stopped || out().checkError()) {
                return ExitCode.DONE;
            }
            if (status.connection() == ConnectionStatus.REFUSED) {
                throw new Failure("store " + store.name() + ": " + status.problem());
            }
            if (connected != (status.connection() == ConnectionStatus.CONNECTED)) {
                connected = !connected;
                say(connected
                        ? "connected again"
                        : "not connected, trying again" + (status.problem() == null ? "" : ": " + status.problem()));
            }
        }
        if (isBehind) {
            throw new Failure("events came faster than they could be taken, and some were missed: start again");
        }
        return ExitCode.DONE;
    }
}
