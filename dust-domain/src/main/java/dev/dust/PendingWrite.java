package dev.dust;

import dev.dust.engine.StoreEngine;
import dev.dust.error.DustException;
import dev.dust.op.OpCodec;
import dev.dust.path.DustPath;
import dev.dust.reading.Reading;
import dev.dust.sync.PendingInfo;
import dev.dust.value.Value;
import dev.dust.write.OpName;
import java.time.Instant;

/**
 * An op that the server has not settled, as it stood when it was asked for; an earlier process may have made it. Thread-safe.
 */
public final class PendingWrite {
    private final PendingInfo info;
    private final Conversion conversion;
    private final StoreEngine engine;

    PendingWrite(PendingInfo info, Conversion conversion, StoreEngine engine) {
        this.info = info;
        this.conversion = conversion;
        this.engine = engine;
    }

    /** What an op waits for. */
    public enum Why {
        /** For the connection: it has not been sent. */
        QUEUED,
        /** For being taken back: it cannot be sent, and the store's status says why. */
        HELD,
        /** For the server's answer: it was sent, or may have been, by an earlier process perhaps. */
        SENT,
        /** For its committed form: the server has accepted it. */
        ACCEPTED
    }

    /** Its client_op_id, by which {@link Write#opId} and events name it. */
    public String opId() {
        return info.opId();
    }

    /** What it does. */
    public OpName op() {
        return info.op().name();
    }

    /** Its path. */
    public DustPath path() {
        return info.op().path();
    }

    /**
     * What it writes, adds or removes: of a {@code merge} the fields, of an {@code increment} by how much, of a file its
     * reference. The value null for an op that names a path alone.
     */
    public Reading operand() {
        Value operand = OpCodec.operand(info.op());
        return conversion.reading(path().key(), operand);
    }

    /** When it was made. */
    public Instant since() {
        return Instant.ofEpochMilli(info.createdAt());
    }

    /** What it waits for. */
    public Why why() {
        return switch (info.stage()) {
            case QUEUED -> Why.QUEUED;
            case HELD -> Why.HELD;
            case SENT -> Why.SENT;
            case ACCEPTED -> Why.ACCEPTED;
        };
    }

    /**
     * Takes it back, as {@link Write#discard} does, whichever process made it.
     *
     * @return whether that came in time
     * @throws DustException as {@link PathRef#put(Object)} does, but for a full outbox
     */
    public boolean discard() {
        return engine.discard(info.opId());
    }

    /** For people. */
    @Override
    public String toString() {
        return op().wire() + " " + path() + " " + operand() + " (" + opId() + ", " + why() + " since " + since() + ")";
    }
}
