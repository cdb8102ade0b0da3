package dev.dust.write;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ops that this version of the protocol knows, by their names on the wire. */
public enum OpName {
    /** Writes a value. */
    SET,
    /** Removes a subtree. */
    DELETE,
    /** Writes some fields. */
    MERGE,
    /** Adds to a counter. */
    INCREMENT,
    /** Puts a member into a set. */
    ADD,
    /** Takes a member out of a set. */
    REMOVE,
    /** Stores a file. */
    PUT_FILE,
    /** Takes a lease. */
    LEASE,
    /** Moves the end of a lease. */
    RENEW,
    /** Gives a lease back. */
    RELEASE;

    private static final Map<String, OpName> BY_WIRE = Stream.of(values())
            .collect(Collectors.toUnmodifiableMap(OpName::wire, Function.identity()));

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name on the wire, such as {@code put_file}. */
    public String wire() {
        return wire;
    }

    /** The op of this name, or null if this version knows none. */
    public static @Nullable OpName ofWire(String wire) {
        return BY_WIRE.get(wire);
    }
}
