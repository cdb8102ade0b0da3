package dev.dust.transport;

import dev.dust.value.MapValue;

/**
 * A message from the server about one store (PROTOCOL 2, 3).
 *
 * @param store   the store's name
 * @param joinRef the membership that it belongs to, or null for a broadcast to all of them
 * @param ref     the ref of the message that this answers, or null
 * @param event   one of the constants of this record, or an event of a later protocol
 * @param payload the message itself; {@link MapValue#EMPTY} if there was none
 */
public record ServerMessage(String store, String joinRef, String ref, String event, MapValue payload) {
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
}
