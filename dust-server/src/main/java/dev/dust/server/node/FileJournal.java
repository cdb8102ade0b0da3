package dev.dust.server.node;

import dev.dust.server.frame.Format;
import dev.dust.server.ledger.Event;
import dev.dust.server.memory.Journal;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.memory.MemoryStore;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A journal in one file: a line of JSON for everything that happened, in order. What a line says has reached the operating
 * system when the writer is answered; it survives the end of the process, and not that of the machine. The contents of files
 * stand elsewhere ({@link dev.dust.server.file.ContentStore}).
 *
 * <table>
 * <caption>Lines, all with the store's name at {@code store}</caption>
 * <tr><td>{@code event}</td><td>a committed op, as an event has it</td></tr>
 * <tr><td>{@code sent}</td><td>beside an event, what was sent along, where its value is something else</td></tr>
 * <tr><td>{@code compacted}</td><td>the history up to this seq is forgotten</td></tr>
 * <tr><td>{@code archived}</td><td>true</td></tr>
 * </table>
 */
final class FileJournal implements Journal {
    private static final int CHUNK = 1 << 16;

    private final Path path;
    private final JournalFile file;
    /** Where the last whole line ends. */
    private long end;
    /** Whether something may follow {@link #end} that is no line. */
    private boolean torn;

    private FileJournal(Path path, JournalFile file, long end) {
        this.path = path;
        this.file = file;
        this.end = end;
    }

    /**
     * Brings back what a journal says, and goes on with it.
     *
     * @param path how the file is called in messages
     * @param file closed if this fails
     * @throws UncheckedIOException  if the file cannot be read and written
     * @throws IllegalStateException if it is no journal
     */
    static FileJournal open(Path path, JournalFile file, MemoryLedger ledger, Blobs blobs) {
        try {
            try {
                long end = replay(path, file, ledger, blobs);
                file.cut(end);
                return new FileJournal(path, file, end);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + path + " cannot be opened", e);
        }
    }

    /** Reads all lines; answers where the last whole one ends. What follows it is the beginning of a line never finished. */
    private static long replay(Path path, JournalFile file, MemoryLedger ledger, Blobs blobs) throws IOException {
        var line = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        long end = 0;
        long number = 1;
        for (int length = file.read(chunk); length >= 0; length = file.read(chunk)) {
            int from = 0;
            for (int i = 0; i < length; i++) {
                if (chunk[i] == '\n') {
                    line.write(chunk, from, i - from);
                    bringBack(path, number++, line.toByteArray(), ledger, blobs);
                    end += line.size() + 1L;
                    line.reset();
                    from = i + 1;
                }
            }
            line.write(chunk, from, length - from);
        }
        return end;
    }

    private static void bringBack(Path path, long number, byte[] line, MemoryLedger ledger, Blobs blobs) {
        try {
            bringBack((MapValue) Format.JSON.codec().decode(line), ledger, blobs);
        } catch (RuntimeException e) {
            throw new IllegalStateException("line " + number + " of the journal " + path + " makes no sense", e);
        }
    }

    private static <T> T required(@Nullable T part) {
        if (part == null) {
            throw new IllegalArgumentException("a part of it is missing");
        }
        return part;
    }

    private static void bringBack(MapValue entry, MemoryLedger ledger, Blobs blobs) {
        String name = required(Wire.text(entry, "store"));
        Stores.checkName(name);
        MemoryStore store = ledger.make(name);
        if (Wire.has(entry, "event")) {
            Event committed = Event.of((MapValue) required(entry.get("event")));
            Value sent = entry.get("sent");
            Event event = sent == null ? committed : committed.withSent(sent);
            store.restore(event);
            blobs.restore(name, event);
        } else if (Wire.has(entry, "compacted")) {
            store.restoreCompaction(required(Wire.integer(entry.get("compacted"))));
        } else if (Wire.has(entry, "archived")) {
            store.archive();
        } else {
            throw new IllegalArgumentException("it says nothing");
        }
    }

    @Override
    public void committed(String store, List<Event> events) {
        var entries = new ArrayList<MapValue>();
        events.forEach(event -> entries.add(event.sent().equals(event.value())
                ? Wire.mapOf("store", store, "event", event.payload())
                : Wire.mapOf("store", store, "event", event.payload(), "sent", event.sent())));
        append(entries);
    }

    @Override
    public void compacted(String store, long seq) {
        append(List.of(Wire.mapOf("store", store, "compacted", seq)));
    }

    @Override
    public void archived(String store) {
        append(List.of(Wire.mapOf("store", store, "archived", true)));
    }

    /** Writes all lines, or none: what was written of them when it failed is cut off, now or before the next one is written. */
    private synchronized void append(List<MapValue> entries) {
        var lines = new ByteArrayOutputStream();
        for (MapValue entry : entries) {
            lines.writeBytes(Format.JSON.codec().encode(entry));
            lines.write('\n');
        }
        try {
            mend();
            torn = true;
            file.write(end, lines.toByteArray());
            end += lines.size();
            torn = false;
        } catch (IOException e) {
            cutOff(e);
            throw new UncheckedIOException("the journal " + path + " cannot be written", e);
        }
    }

    private void mend() throws IOException {
        if (torn) {
            file.cut(end);
            torn = false;
        }
    }

    private void cutOff(IOException failure) {
        try {
            mend();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public synchronized void close() {
        try (file) {
            mend();
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + path + " cannot be closed", e);
        }
    }
}
