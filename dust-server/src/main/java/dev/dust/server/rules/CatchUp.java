package dev.dust.server.rules;

import dev.dust.value.MapValue;
import java.util.List;
import java.util.Optional;

/**
 * A piece of what a client has missed (docs/protocol.md#catch-up).
 *
 * @param snapshot   the payload of a {@code snapshot} frame, to be sent first; there only where the client's history is
 *                   compacted
 * @param events     what follows, in order
 * @param throughSeq how far the client is when it has all this
 * @param end        what comes after it
 */
public record CatchUp(Optional<MapValue> snapshot, List<Event> events, long throughSeq, End end) {

    /** What comes after a piece. */
    public enum End {
        /** The next piece. */
        GOES_ON,
        /** Nothing: that is all of the store's history. */
        COMPLETE,
        /** The end of the membership: the server cannot make the next event. */
        CRASH
    }

    /** Whether that is the end of the store's history. */
    public boolean complete() {
        return end == End.COMPLETE;
    }

}
