package dev.dust.fuzz;

import dev.dust.codec.CodecException;
import dev.dust.codec.Codecs;
import dev.dust.codec.ValueCodec;
import dev.dust.value.Value;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Mutations of values: as a tree and its spelling, and as bytes.
 *
 * @param codecs read what is to be changed
 */
public record ValueMutations(Codecs codecs) {

    /** Of JSON. */
    public Mutations json() {
        return new Trees(codecs.json(), JsonForger::forge, new ByteMutations(Oddities.JSON));
    }

    /** Of MessagePack. */
    public Mutations messagePack() {
        return new Trees(codecs.messagePack(), MessagePackForger::forge, new ByteMutations(Oddities.MESSAGE_PACK));
    }

    /** Of JSON values, each in its own line. */
    public Mutations jsonLines() {
        return new LineMutations(json(), new ByteMutations(Oddities.JSON))::mutate;
    }

    /** What is in JSON, in MessagePack; empty if it is none. */
    public Optional<byte[]> toMessagePack(byte[] json) {
        try {
            return Optional.of(codecs.messagePack().encode(codecs.json().decode(json)));
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
    private record Trees(ValueCodec codec, Forge forge, ByteMutations bytes) implements Mutations {
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
