package dev.dust.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a command is run.
 *
 * @param environment the value of an environment variable, or null
 * @param in          standard input
 * @param terminal    who looks at standard output
 */
record Console(UnaryOperator<@Nullable String> environment, InputStream in, Terminal terminal) {

    /** The value of an environment variable; null if it is not set, or blank. */
    @Nullable
    String variable(String name) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /**
     * All of standard input, as text.
     *
     * @throws Failure if it cannot be read, or is no UTF-8
     */
    String text() {
        try {
            return text(in.readAllBytes(), "standard input");
        } catch (IOException e) {
            throw new Failure("standard input cannot be read: " + e.getMessage());
        }
    }

    /**
     * Bytes as text.
     *
     * @param from whence they came, for people
     * @throws Failure if they are no UTF-8
     */
    static String text(byte[] bytes, String from) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new Failure(ExitCode.USAGE, from + " is no UTF-8");
        }
    }
}
