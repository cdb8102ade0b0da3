package dev.dust.server.rules;

/** The pushes that write (docs/protocol.md#writes). */
public enum PushKind {
    /** {@code write}: an op with a value, or a lease op. */
    WRITE("write", "entries:write"),
    /** {@code put_file}: a file with its content. */
    PUT_FILE("put_file", "files:write"),
    /** {@code rollback}: old values again, at a path or in the whole store. */
    ROLLBACK("rollback", "entries:write");

    private final String event;
    private final String scope;

    PushKind(String event, String scope) {
        this.event = event;
        this.scope = scope;
    }

    /** The frame's event. */
    public String event() {
        return event;
    }

    /** The scope that it needs (docs/protocol.md#access). */
    public String scope() {
        return scope;
    }

    /** The kind of that event, or null if it is none that writes. */
    public static PushKind of(String event) {
        for (PushKind kind : values()) {
            if (kind.event.equals(event)) {
                return kind;
            }
        }
        return null;
    }
}
