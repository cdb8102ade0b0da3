package dev.dust.value;

import java.time.Instant;
import java.util.LinkedHashMap;

/** A lease as it stands in a row (docs/protocol.md#leases). Fields that a later protocol adds are kept. */
public final class LeaseValue implements TypedValue {
    private final MapValue wire;
    private final long token;
    private final long expiresAt;

    LeaseValue(MapValue wire, long token, long expiresAt) {
        this.wire = wire;
        this.token = token;
        this.expiresAt = expiresAt;
    }

    /**
     * A lease.
     *
     * @param holder    who took it, as that client calls itself, or null
     * @param token     the fencing token: the store_seq of the op that took it
     * @param expiresAt Unix milliseconds by the server's clock
     */
    public static LeaseValue of(String holder, long token, long expiresAt) {
        var fields = new LinkedHashMap<String, Value>();
        fields.put(TypedForms.TYPE, Value.of(Types.LEASE));
        fields.put("holder", holder == null ? Value.NULL : Value.of(holder));
        fields.put("token", Value.of(token));
        fields.put("expires_at", Value.of(expiresAt));
        return new LeaseValue(MapValue.envelope(fields), token, expiresAt);
    }

    /** Who took the lease, as that client called itself; null if it did not. */
    public String holder() {
        return TypedForms.text(wire, "holder");
    }

    /** The fencing token: the store_seq of the op that took the lease, so that it grows with every new holder. */
    public long token() {
        return token;
    }

    /** When the lease ends, in Unix milliseconds by the server's clock. */
    public long expiresAt() {
        return expiresAt;
    }

    /** When the lease ends, by the server's clock. */
    public Instant expiry() {
        return Instant.ofEpochMilli(expiresAt);
    }

    @Override
    public MapValue wire() {
        return wire;
    }

    @Override
    public String type() {
        return Types.LEASE;
    }

    @Override
    public boolean isLeaf() {
        return true;
    }

    /** This lease itself. */
    @Override
    public Object toPlain() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LeaseValue that && wire.equals(that.wire);
    }

    @Override
    public int hashCode() {
        return wire.hashCode();
    }

    @Override
    public String toString() {
        return wire.toString();
    }
}
