package dev.dust.fuzz;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.CodecException;
import dev.dust.codec.Codecs;
import dev.dust.codec.ValueCodec;
import dev.dust.value.Value;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** How new inputs are made of old ones. */
@FunctionalInterface
public interface Mutations {

    /**
     * A mutant.
     *
     * @param parent is changed
     * @param other  lends parts of itself
     */
    byte[] mutate(byte[] parent, byte[] other, Random random);

    /** Of bytes, and text of any syntax; {@code words} are put in here and there. */
    static Mutations bytes(byte[]... words) {
        return new ByteMutations(words)::mutate;
    }

    /** Of JSON: as a tree and its spelling, and as bytes. */
    static Mutations json() {
        return new Trees(Trees.CODECS.json(), JsonForger::forge, new ByteMutations(Oddities.JSON));
    }

    /** Of MessagePack: as a tree and its spelling, and as bytes. */
    static Mutations messagePack() {
        return new Trees(Trees.CODECS.messagePack(), MessagePackForger::forge, new ByteMutations(Oddities.MESSAGE_PACK));
    }

    /** Of JSON values, each in its own line. */
    static Mutations jsonLines() {
        return new LineMutations(json(), new ByteMutations(Oddities.JSON))::mutate;
    }

    /** What is in JSON, in MessagePack; empty if it is none. */
    static Optional<byte[]> toMessagePack(byte[] json) {
        try {
            return Optional.of(Trees.CODECS.messagePack().encode(Trees.CODECS.json().decode(json)));
        } catch (CodecException none) {
            return Optional.empty();
        }
    }

    /** How a tree is written, well or not. */
    @FunctionalInterface
    interface Forge {
        byte[] forge(Value tree, Random random);
    }

    /** Mutations of values that a codec can read. */
    record Trees(ValueCodec codec, Forge forge, ByteMutations bytes) implements Mutations {
        private static final Codecs CODECS = new JacksonCodecs();

        @Override
        public byte[] mutate(byte[] parent, byte[] other, Random random) {
            Value tree = random.nextInt(3) == 0 ? null : read(parent);
            if (tree == null) {
                return bytes.mutate(parent, other, random);
            }
            byte[] forged = forge.forge(new TreeMutations(random).mutate(tree, read(other)), random);
            return random.nextInt(4) == 0 ? bytes.mutate(forged, other, random) : forged;
        }

        /** Null if it cannot be read, or is so deep that to go through it takes the stack of this thread. */
        private @Nullable Value read(byte[] input) {
            try {
                Value value = codec.decodeReadable(input, 0, input.length).value();
                return TreeMutations.isFlat(value) ? value : null;
            } catch (CodecException none) {
                return null;
            }
        }
    }
}
