package dev.dust.cli;

import dev.dust.ConnectionStatus;
import dev.dust.DustStore;
import dev.dust.StoreStatus;
import dev.dust.path.Glob;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Overflow;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.value.Value;
import dev.dust.write.OpName;
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

    @Parameters(index = "1", paramLabel = "PATTERN", converter = GlobConverter.class,
            description = "A path, with * for any one segment and, at its end, ** for one or more. Quote it, for the shell.")
    private Glob pattern;
    @Option(names = "--include-current", description = "Begin with the rows that are there, all of them, as op \"present\".")
    private boolean includeCurrent;

    @Override
    int run(Session session) throws InterruptedException {
        DustStore store = session.store();
        var behind = new CountDownLatch(1);
        SubscriptionOptions options = SubscriptionOptions.defaults().overflow(Overflow.END)
                .onSnapshot(seq -> Json.print(out(), Json.object("op", "snapshot", "store_seq", seq)));
        return StopSignal.ends(() -> {
            store.matching(pattern.pattern())
                    .on(event -> Json.print(out(), line(event)), includeCurrent ? options.withCurrent() : options)
                    .ended()
                    .thenAccept(why -> {
                        if (why == Subscription.End.OVERFLOW) {
                            behind.countDown();
                        }
                    });
            say("watching " + pattern.pattern() + " in " + store.name());
            return untilEnd(store, behind);
        }, session::close);
    }

    /** Tells of the connection's ups and downs; the end is Ctrl-C, a reader who has gone, or a server that has enough of us. */
    private int untilEnd(DustStore store, CountDownLatch behind) throws InterruptedException {
        boolean connected = true;
        while (!behind.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
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
        throw new Failure("events came faster than they could be printed, and some were missed: start again");
    }

    private static Value line(DustEvent event) {
        return switch (event) {
            case DustEvent.Present present -> Json.object("op", "present", "path", present.path().key(), "value",
                    present.value(), "type", present.type(), "revision", present.revision());
            case DustEvent.Committed committed -> line(committed, committed.op(), committed.value(), committed.storeSeq(),
                    committed.deviceId(), committed.opId());
            case DustEvent.Local local -> line(local, local.op(), local.value(), 0, local.deviceId(), local.opId());
            case DustEvent.Refused refused -> line(refused, refused.op(), Value.NULL, 0, refused.deviceId(), refused.opId());
        };
    }

    private static Value line(DustEvent event, OpName op, Value value, long storeSeq, @Nullable String deviceId,
            @Nullable String opId) {
        return Json.object("op", op.wire(), "path", event.path().key(), "value", value, "store_seq", storeSeq, "device_id",
                deviceId, "client_op_id", opId);
    }
}
