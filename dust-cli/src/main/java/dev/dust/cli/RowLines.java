package dev.dust.cli;

import dev.dust.codec.CodecException;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lines of an export, to be imported. Each is decoded by itself, so that it is known which of them is none. */
final class RowLines implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final InputStream input;
    private final long from;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private long number;

    /**
     * A row as its line has it.
     *
     * @param path  as people write it
     * @param type  what type the row had; null where the line does not say
     * @param value what it held
     */
    record Row(String path, @Nullable String type, Value value) {

        /**
         * From a line.
         *
         * @throws CodecException if it is none
         */
        static Row of(String line) {
            if (Json.parse(line) instanceof MapValue row && row.get("path") instanceof TextValue(String path)) {
                Value value = row.get("value");
                if (value != null) {
                    return new Row(path, row.get("type") instanceof TextValue(String type) ? type : null, value);
                }
            }
            throw new CodecException("a row is an object with \"path\" and \"value\"");
        }
    }

    /** Those of a file, or of standard input, from a line on, of which the first is 1. */
    RowLines(String file, Console console, long from) throws IOException {
        this.input = file.equals(InputFile.STANDARD_INPUT) ? console.in() : Files.newInputStream(Path.of(file));
        this.from = from;
    }

    /** Which line was read last, in all of the input. */
    long number() {
        return number;
    }

    /**
     * The next line that is not blank; null at the end.
     *
     * @throws CodecException if the line is no UTF-8
     */
    @Nullable
    String next() throws IOException {
        for (byte[] line = bytes(); line != null; line = bytes()) {
            if (number >= from) {
                String text = text(line);
                if (!text.isBlank()) {
                    return text;
                }
            }
        }
        return null;
    }

    private static String text(byte[] line) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
        } catch (CharacterCodingException e) {
            throw new CodecException("it is no UTF-8", e);
        }
    }

    private byte @Nullable [] bytes() throws IOException {
        var line = new ByteArrayOutputStream();
        boolean begun = false;
        while (fill()) {
            begun = true;
            int begin = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, begin, at - begin);
            if (at < end) {
                at++;
                break;
            }
        }
        if (!begun) {
            return null;
        }
        number++;
        return line.toByteArray();
    }

    /** Whether there is more. */
    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, input.read(buffer));
        }
        return at < end;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
