package dev.dust.adapter.ws;

import dev.dust.codec.CodecException;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.math.BigInteger;
import java.util.ArrayDeque;

/**
 * What peers can read that speak MessagePack: integers of 64 bits. For larger ones the codec has an extension type of its own,
 * which servers and clients of other makes do not know, and some of them end when they meet it.
 */
final class MessagePackPeers {
    /** Lists and maps that are to be looked through yet. Depth costs no stack. */
    private final ArrayDeque<Value> pending = new ArrayDeque<>();

    private MessagePackPeers() {
    }

    /**
     * Lets {@code value} pass.
     *
     * @throws CodecException if peers cannot read it
     */
    static void check(Value value) {
        var peers = new MessagePackPeers();
        peers.part(value);
        while (!peers.pending.isEmpty()) {
            peers.partsOf(peers.pending.pop());
        }
    }

    private void partsOf(Value value) {
        switch (value) {
            case ListValue list -> list.items().forEach(this::part);
            case MapValue map -> map.forEach((key, part) -> part(part));
            case TypedValue typed -> typed.wire().forEach((key, part) -> part(part));
            default -> throw new IllegalStateException("a " + value.type() + " has no parts");
        }
    }

    private void part(Value value) {
        switch (value) {
            case IntValue n when !n.isLong() -> check(n.bigValue());
            case ListValue list -> pending.push(list);
            case MapValue map -> pending.push(map);
            case TypedValue typed -> pending.push(typed);
            default -> {
                // Every peer can read it.
            }
        }
    }

    private static void check(BigInteger integer) {
        if (integer.signum() < 0 || integer.bitLength() > Long.SIZE) {
            throw new CodecException(
                    "an integer of " + integer.bitLength() + " bits has no form in MessagePack that other peers can"
                            + " read: they know integers of up to 64 bits. JSON has one; or write it as a string");
        }
    }
}
