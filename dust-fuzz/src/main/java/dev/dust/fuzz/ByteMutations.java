package dev.dust.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Changes bytes whatever they mean, and the numbers among them that are written in digits. */
final class ByteMutations {
    /** Mutants do not grow beyond this. */
    static final int MOST_BYTES = 1 << 16;
    private static final int MOST_STEPS = 4;
    private static final int MOST_REPEATS = 2_000;

    private final byte[][] words;

    ByteMutations(byte[]... words) {
        this.words = words.length == 0 ? Oddities.TEXTS : words;
    }

    byte[] mutate(byte[] parent, byte[] other, Random random) {
        byte[] mutant = parent;
        for (int steps = 1 + random.nextInt(MOST_STEPS); steps > 0; steps--) {
            mutant = step(mutant, other, random);
        }
        return mutant.length > MOST_BYTES ? Arrays.copyOf(mutant, MOST_BYTES) : mutant;
    }

    private byte[] step(byte[] in, byte[] other, Random random) {
        int at = random.nextInt(in.length + 1);
        int length = length(in.length - at, random);
        return switch (random.nextInt(11)) {
            case 0 -> flipped(in, random);
            case 1 -> set(in, random);
            case 2 -> without(in, at, length);
            case 3 -> Arrays.copyOf(in, at);
            case 4 -> replaced(in, at, 0, Arrays.copyOfRange(in, at, at + length));
            case 5 -> replaced(in, at, 0, repeated(Arrays.copyOfRange(in, at, at + length), random));
            case 6 -> spliced(in, at, other, random);
            case 7 -> replaced(in, at, length, part(other, random));
            case 8 -> replaced(in, at, random.nextBoolean() ? 0 : length, words[random.nextInt(words.length)]);
            case 9 -> withNumber(in, at, random);
            default -> replaced(in, at, 0, randomBytes(random));
        };
    }

    /** Short ones more often than long ones. */
    private static int length(int most, Random random) {
        return most == 0 ? 0 : 1 + random.nextInt(random.nextInt(4) == 0 ? most : Math.min(most, 8));
    }

    private static byte[] flipped(byte[] in, Random random) {
        byte[] out = in.clone();
        if (out.length > 0) {
            out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return out;
    }

    private static byte[] set(byte[] in, Random random) {
        byte[] out = in.clone();
        if (out.length > 0) {
            out[random.nextInt(out.length)] = (byte) random.nextInt(256);
        }
        return out;
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(8)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] repeated(byte[] part, Random random) {
        int most = part.length == 0 ? 0 : Math.min(MOST_REPEATS, MOST_BYTES / 2 / part.length);
        int times = most == 0 ? 0 : random.nextInt(most);
        byte[] out = new byte[part.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(part, 0, out, i * part.length, part.length);
        }
        return out;
    }

    private static byte[] part(byte[] of, Random random) {
        int from = random.nextInt(of.length + 1);
        return Arrays.copyOfRange(of, from, from + length(of.length - from, random));
    }

    private static byte[] spliced(byte[] head, int at, byte[] tail, Random random) {
        return replaced(head, at, head.length - at, Arrays.copyOfRange(tail, random.nextInt(tail.length + 1), tail.length));
    }

    /** Another number in place of the first one at or behind {@code from}. */
    private static byte[] withNumber(byte[] in, int from, Random random) {
        int begin = from;
        while (begin < in.length && !isDigit(in[begin])) {
            begin++;
        }
        int end = begin;
        while (end < in.length && isDigit(in[end])) {
            end++;
        }
        String number = Oddities.NUMBERS[random.nextInt(Oddities.NUMBERS.length)];
        return begin == end ? in : replaced(in, begin, end - begin, number.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** {@code in} with {@code by} in place of {@code length} bytes from {@code at} on. */
    static byte[] replaced(byte[] in, int at, int length, byte[] by) {
        byte[] out = Arrays.copyOf(in, in.length - length + by.length);
        System.arraycopy(by, 0, out, at, by.length);
        System.arraycopy(in, at + length, out, at + by.length, in.length - at - length);
        return out;
    }

    static byte[] without(byte[] in, int at, int length) {
        return replaced(in, at, length, new byte[0]);
    }
}
