package dev.dust.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes a line of several, or which lines there are and in which order; or bytes. */
final class LineMutations {
    private final Mutations ofLine;
    private final ByteMutations ofBytes;

    LineMutations(Mutations ofLine, ByteMutations ofBytes) {
        this.ofLine = ofLine;
        this.ofBytes = ofBytes;
    }

    byte[] mutate(byte[] parent, byte[] other, Random random) {
        List<byte[]> lines = lines(parent);
        List<byte[]> others = lines(other);
        if (lines.isEmpty() || others.isEmpty() || random.nextInt(5) == 0) {
            return ofBytes.mutate(parent, other, random);
        }
        int at = random.nextInt(lines.size());
        byte[] borrowed = others.get(random.nextInt(others.size()));
        switch (random.nextInt(8)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
            case 2 -> lines.add(at, borrowed);
            case 3 -> lines.add(lines.remove(at));
            default -> lines.set(at, ofLine.mutate(lines.get(at), borrowed, random));
        }
        return joined(lines);
    }

    /** In which every byte is a char. */
    private static List<byte[]> lines(byte[] text) {
        var lines = new ArrayList<byte[]>();
        for (String line : new String(text, StandardCharsets.ISO_8859_1).split("\n", 0)) {
            lines.add(line.getBytes(StandardCharsets.ISO_8859_1));
        }
        return lines;
    }

    private static byte[] joined(List<byte[]> lines) {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(new String(line, StandardCharsets.ISO_8859_1)).append('\n'));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
