package dev.dust.cli.chaos.client;

import dev.dust.cli.chaos.history.Note;
import dev.dust.cli.chaos.history.NoteCodec;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes notes into a file, each at once, so that it is there when the process is killed at the next moment. Safe for every
 * thread.
 */
final class JournalWriter implements AutoCloseable {
    private final FileOutputStream out;

    JournalWriter(@Nullable String file) throws IOException {
        out = new FileOutputStream(file);
    }

    synchronized void write(Note note) {
        try {
            out.write(NoteCodec.encode(note));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
