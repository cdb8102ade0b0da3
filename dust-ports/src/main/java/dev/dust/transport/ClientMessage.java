package dev.dust.transport;

import dev.dust.value.MapValue;
import org.jspecify.annotations.Nullable;

/**
 * A message to the server about one store (docs/protocol.md#frames).
 *
 * @param store   the store's name; the Phoenix topic is {@code store:<store>}
 * @param joinRef the ref of the join that this belongs to; for a join its own ref, and null for none
 * @param ref     names this message, so that a reply can; unique on its connection; null where no reply is wanted
 * @param event   one of the constants of this record
 * @param payload the message itself
 */
public record ClientMessage(String store, @Nullable String joinRef, @Nullable String ref, String event, MapValue payload) {
    /** Asks to become a member: {@code {last_store_seq}}. */
    public static final String JOIN = "phx_join";
    /** Ends the membership. */
    public static final String LEAVE = "phx_leave";
    /** A write or a lease op. */
    public static final String WRITE = "write";
    /** A file with its content. */
    public static final String PUT_FILE = "put_file";
    /** Asks for what was before: {@code {path?, path_segments?, to_seq}}. */
    public static final String ROLLBACK = "rollback";
    /** Asks how far the store is. */
    public static final String STATUS = "status";
    /** Tells how far this client is: {@code {seq}}. */
    public static final String ACK_SEQ = "ack_seq";
}
