package dev.dust.transport;

import dev.dust.value.MapValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message from the server about one store (docs/protocol.md#frames).
 *
 * @param store   the store's name
 * @param joinRef the membership that it belongs to, or null for a broadcast to all of them
 * @param ref     the ref of the message that this answers, or null
 * @param event   one of the constants of this record, or an event of a later protocol
 * @param payload the message itself; {@link MapValue#EMPTY} if there was none
 * @param unreadable the places in the payload whose values could not be decoded, each as the keys that lead there (for an item
 *                   of a list its index, in decimal); the payload has null there. Empty where all of it was read, which is
 *                   nearly always
 */
public record ServerMessage(String store, @Nullable String joinRef, @Nullable String ref, String event, MapValue payload,
        List<List<String>> unreadable) {
    /** Answers a message: {@code {status, response}}. */
    public static final String REPLY = "phx_reply";
    /** A committed op. */
    public static final String EVENT = "event";
    /** The whole store. */
    public static final String SNAPSHOT = "snapshot";
    /** The catch-up is over: {@code {through_seq}}. */
    public static final String CATCH_UP_COMPLETE = "catch_up_complete";
    /** The membership ended. */
    public static final String CLOSE = "phx_close";
    /** The membership ended by a fault of the server's. */
    public static final String ERROR = "phx_error";

    /** A message that was read whole. */
    public ServerMessage(String store, @Nullable String joinRef, @Nullable String ref, String event, MapValue payload) {
        this(store, joinRef, ref, event, payload, List.of());
    }

    /** Whether something at {@code key} of the payload, or within it, could not be decoded. */
    public boolean isUnreadable(String key) {
        for (List<String> place : unreadable) {
            if (place.isEmpty() || place.getFirst().equals(key)) {
                return true;
            }
        }
        return false;
    }
}
