package dev.dust.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, which remembers that it could not be written: the writers upon it swallow that. For one thread at a time,
 * but for {@link #failure}.
 */
final class Output extends OutputStream {
    private final OutputStream target;
    private volatile @Nullable IOException failure;

    Output(OutputStream target) {
        this.target = target;
    }

    /** In UTF-8, whatever the locale. What is printed is written when it is flushed, or is much. */
    PrintStream utf8() {
        return new PrintStream(this, false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            target.write(bytes, from, count);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            target.flush();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** What the last writing that failed failed with; null if none did. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Whether it failed because its reader has gone, which is no mistake of anybody's. */
    static boolean isClosedPipe(IOException failure) {
        String message = failure.getMessage();
        return message != null && (message.contains("Broken pipe") || message.contains("pipe is being closed")
                || message.contains("pipe has been ended"));
    }
}
