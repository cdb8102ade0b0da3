package dev.dust.cli;

import dev.dust.subscribe.DustEvent;
import dev.dust.value.Value;
import dev.dust.write.OpName;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/** Takes those events that somebody wants, as many as are wanted. For the thread of a subscription's callback. */
final class EventSink {
    private static final String PRESENT = "present";
    private static final List<String> OPS = Stream
            .concat(Stream.of(OpName.values()).map(OpName::wire), Stream.of(PRESENT)).toList();

    private final Set<String> ops;
    private final long since;
    private final Consumer<DustEvent> target;
    private long left;

    /**
     * @param ops    those wanted; all if it is empty
     * @param since  the store_seq behind which they begin
     * @param most   how many are wanted
     * @param target takes them
     */
    EventSink(List<String> ops, long since, long most, Consumer<DustEvent> target) {
        this.ops = Set.copyOf(ops);
        this.since = since;
        this.left = most;
        this.target = target;
    }

    /** What there is to be wanted, for the command's help. */
    static final class Ops implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return OPS.iterator();
        }
    }

    /** Complains of what is no op. */
    static void check(List<String> ops, Function<String, ParameterException> mistake) {
        ops.stream().filter(op -> !OPS.contains(op)).findFirst().ifPresent(unknown -> {
            throw mistake.apply("there is no op " + unknown + ": there are " + String.join(", ", OPS)
                    + Nearest.meant(unknown, OPS));
        });
    }

    /** Takes an event, and returns whether more are wanted. */
    boolean take(DustEvent event) {
        if (left > 0 && isWanted(event)) {
            left--;
            target.accept(event);
        }
        return left > 0;
    }

    private boolean isWanted(DustEvent event) {
        return (ops.isEmpty() || ops.contains(op(event)))
                && !(event instanceof DustEvent.Committed committed && committed.storeSeq() <= since);
    }

    /** The whole store was replaced: what led to that is not to be had. */
    void snapshot(long seq, Consumer<String> say) {
        if (seq > since) {
            say.accept("the history up to store_seq " + seq + " is not to be had: what happened there before is not told");
        }
    }

    /** What happened, by its name on the wire. */
    static String op(DustEvent event) {
        return switch (event) {
            case DustEvent.Present present -> PRESENT;
            case DustEvent.Committed committed -> committed.op().wire();
            case DustEvent.Local local -> local.op().wire();
            case DustEvent.Refused refused -> refused.op().wire();
        };
    }

    /** Its place in the history; 0 for none. */
    static long seq(DustEvent event) {
        return event instanceof DustEvent.Committed committed ? committed.storeSeq() : 0;
    }

    /** The event as a command prints it. */
    static Value json(DustEvent event) {
        return switch (event) {
            case DustEvent.Present present -> Json.object("op", PRESENT, "path", present.path().key(), "value", present.value(),
                    "type", present.type(), "revision", present.revision());
            case DustEvent.Committed committed -> json(event, committed.value(), committed.deviceId(), committed.opId());
            case DustEvent.Local local -> json(event, local.value(), local.deviceId(), local.opId());
            case DustEvent.Refused refused -> json(event, Value.NULL, refused.deviceId(), refused.opId());
        };
    }

    private static Value json(DustEvent event, Value value, @Nullable String deviceId, @Nullable String opId) {
        return Json.object("op", op(event), "path", event.path().key(), "value", value, "store_seq", seq(event), "device_id",
                deviceId, "client_op_id", opId);
    }
}
