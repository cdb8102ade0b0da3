package dev.dust.engine;

import dev.dust.codec.CodecException;
import dev.dust.error.InvalidRequestException;
import dev.dust.op.BoundsCheck;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.OpSize;
import dev.dust.sync.SendCheck;
import dev.dust.transport.ClientMessage;
import dev.dust.write.WriteBounds;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Refuses at the call what no server could take: there is nobody to tell, and nothing to undo, yet. Thread-safe. */
final class Sendable implements SendCheck {
    /** A character may take so many bytes in a frame (a control character in JSON), and the path is in it twice. */
    private static final int MOST_GROWTH = 12;
    /** Refs are counted up; no connection comes to a longer one. */
    private static final String LONGEST_REF = Long.toString(Long.MAX_VALUE);

    private final String store;
    private final ToLongFunction<ClientMessage> sizes;
    private final WriteBounds bounds;

    Sendable(String store, ToLongFunction<ClientMessage> sizes, WriteBounds bounds) {
        this.store = store;
        this.sizes = sizes;
        this.bounds = bounds;
    }

    /**
     * @throws InvalidRequestException with the reason, if the op cannot be sent
     */
    void require(String opId, Op op) {
        BoundsCheck.require(op, bounds);
        if (OpSize.of(op) * MOST_GROWTH > bounds.frameBytes() || BoundsCheck.hasLargeInteger(op)) {
            long size = size(opId, op);
            if (size > bounds.frameBytes()) {
                throw BoundsCheck.tooLarge("the " + op.name().wire() + " of " + op.path(), size, bounds);
            }
        }
    }

    /** The same of an op that was kept before: the answer instead of the exception. */
    @Override
    public @Nullable String problem(String opId, Op op) {
        try {
            require(opId, op);
            return null;
        } catch (InvalidRequestException e) {
            return e.getMessage();
        }
    }

    private long size(String opId, Op op) {
        String event = op instanceof Op.PutFile ? ClientMessage.PUT_FILE : ClientMessage.WRITE;
        try {
            return sizes.applyAsLong(new ClientMessage(store, LONGEST_REF, LONGEST_REF, event, OpCodec.payload(op, opId)));
        } catch (CodecException noForm) {
            throw new InvalidRequestException("invalid_value",
                    "the " + op.name().wire() + " of " + op.path() + " cannot be sent: " + noForm.getMessage());
        }
    }
}
