package dev.dust.engine;

import dev.dust.codec.CodecException;
import dev.dust.error.InvalidRequestException;
import dev.dust.op.BoundsCheck;
import dev.dust.op.Fields;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.OpSize;
import dev.dust.sync.SendCheck;
import dev.dust.transport.ClientMessage;
import dev.dust.value.MapValue;
import dev.dust.write.WriteBounds;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Refuses at the call what no server could take: there is nobody to tell, and nothing to undo, yet. Thread-safe. */
final class Sendable implements SendCheck {
    /** Refs are counted up; no connection comes to a longer one. */
    private static final String LONGEST_REF = Long.toString(Long.MAX_VALUE);

    private final String store;
    private final ToLongFunction<ClientMessage> sizes;
    private final WriteBounds bounds;
    private final LongSupplier mostUploaded;

    /**
     * @param mostUploaded how many bytes the server takes in an upload; 0 if it takes none, as far as is known
     */
    Sendable(String store, ToLongFunction<ClientMessage> sizes, WriteBounds bounds, LongSupplier mostUploaded) {
        this.store = store;
        this.sizes = sizes;
        this.bounds = bounds;
        this.mostUploaded = mostUploaded;
    }

    /**
     * @throws InvalidRequestException with the reason, if the op cannot be sent
     */
    void require(String opId, Op op) {
        BoundsCheck.require(op, bounds);
        if (op instanceof Op.PutFile file && file.content() == null) {
            requireFile(opId, file);
        } else if (OpSize.of(op) * OpSize.MOST_GROWTH > bounds.frameBytes() || BoundsCheck.hasLargeInteger(op)) {
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
            if (op instanceof Op.PutFile file && file.content() == null) {
                // Whether it can be uploaded, the server tells later.
                BoundsCheck.require(op, bounds);
            } else {
                require(opId, op);
            }
            return null;
        } catch (InvalidRequestException e) {
            return e.getMessage();
        }
    }

    private void requireFile(String opId, Op.PutFile file) {
        long size = file.file().size();
        long most = mostUploaded.getAsLong();
        if (most > 0) {
            if (size > most) {
                throw new InvalidRequestException("too_large", "a file of " + size + " bytes is too large: the server takes "
                        + most + " bytes in an upload, as it said when store " + store + " joined (too_large)");
            }
            return;
        }
        long frame = size(opId, file) + base64Length(size);
        if (frame > bounds.frameBytes()) {
            throw new InvalidRequestException("too_large", "a file of " + size
                    + " bytes is too large: it would take a frame of "
                    + frame + " bytes, and the server takes " + bounds.frameBytes()
                    + " (DustOptions.bounds); that it takes more by an upload, the server has not said, which it would do"
                    + " when store " + store + " joins (too_large)");
        }
    }

    /** How many characters so many bytes have as base64. */
    static long base64Length(long bytes) {
        return (bytes + 2) / 3 * 4;
    }

    /** How many bytes a server takes in an upload that let a client in like this; 0 if it takes none. */
    static long mostUploaded(MapValue welcome) {
        return Fields.whole(Fields.map(welcome, "file_uploads"), "max_bytes").orElse(0);
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
