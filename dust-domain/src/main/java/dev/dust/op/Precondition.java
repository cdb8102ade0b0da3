package dev.dust.op;

import dev.dust.error.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * What must hold at the server for a write to take effect. At most one of {@code ifMatch} and {@code ifAbsent}.
 *
 * @param ifMatch  the revision that the row must have, or 0 for any
 * @param ifAbsent whether there must be no row
 * @param fence    the lease that must be held, or null
 */
public record Precondition(long ifMatch, boolean ifAbsent, @Nullable Fence fence) {
    /** Nothing needs to hold. */
    public static final Precondition NONE = new Precondition(0, false, null);

    /**
     * @throws InvalidRequestException {@code invalid_precondition} if both are asked for, or a revision below 0
     */
    public Precondition {
        if (ifMatch < 0) {
            throw new InvalidRequestException("invalid_precondition", "ifMatch needs a revision of 1 or more, not " + ifMatch);
        }
        if (ifMatch > 0 && ifAbsent) {
            throw new InvalidRequestException("invalid_precondition", "ifMatch and ifAbsent exclude each other");
        }
    }

    /** Whether the row itself is concerned. */
    public boolean onRow() {
        return ifMatch > 0 || ifAbsent;
    }

    /** The same, and the lease must be held. */
    public Precondition and(Fence fence) {
        return new Precondition(ifMatch, ifAbsent, fence);
    }

    /** Only the fence: for ops that know no other precondition. */
    public static Precondition fenced(Fence fence) {
        return fence == null ? NONE : new Precondition(0, false, fence);
    }
}
