package dev.dust.testkit.server.rules;

import dev.dust.value.MapValue;
import java.util.List;
import java.util.Optional;

/**
 * A piece of what a client has missed (PROTOCOL 2).
 *
 * @param snapshot   the payload of a {@code snapshot} frame, to be sent first; there only where the client's history is compacted
 * @param events     what follows, in order
 * @param throughSeq how far the client is when it has all this
 * @param complete   whether that is the end of the store's history
 */
public record CatchUp(Optional<MapValue> snapshot, List<Event> events, long throughSeq, boolean complete) {
}
