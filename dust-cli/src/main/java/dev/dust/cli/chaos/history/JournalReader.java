package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Note.Heard;
import dev.dust.codec.CodecException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads journals line by line. What many clients heard of one op is kept once: after an hour journals are gigabytes, most of
 * which says the same. For one thread.
 */
public final class JournalReader {
    private final Map<Heard, Heard> heard = new HashMap<>();

    /**
     * All notes of a journal, in order; none if there is no file. Of a process that was killed the last line may be torn: it
     * does not count.
     *
     * @throws CodecException if another line is no note
     */
    public List<Note> read(Path file) throws IOException {
        var notes = new ArrayList<Note>();
        if (Files.exists(file)) {
            try (BufferedReader lines = open(file)) {
                String line = lines.readLine();
                while (line != null) {
                    String next = lines.readLine();
                    Note note = decode(line, next == null);
                    if (note != null) {
                        notes.add(note instanceof Heard event ? heard.computeIfAbsent(event, same -> same) : note);
                    }
                    line = next;
                }
            }
        }
        return notes;
    }

    /** The first note of a journal; null if it has none yet. */
    public static @Nullable Note first(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        try (BufferedReader lines = open(file)) {
            String line = lines.readLine();
            return line == null ? null : decode(line, true);
        }
    }

    /** Not {@link Files#newBufferedReader(Path)}, which fails in the middle of a character that is torn. */
    private static BufferedReader open(Path file) throws IOException {
        return new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    private static @Nullable Note decode(String line, boolean mayBeTorn) {
        try {
            return NoteCodec.decode(line);
        } catch (CodecException e) {
            if (mayBeTorn) {
                return null;
            }
            throw e;
        }
    }
}
