package dev.dust.testkit.server;

import dev.dust.testkit.frame.Format;
import dev.dust.testkit.server.rules.Blobs;
import dev.dust.testkit.server.rules.Event;
import dev.dust.testkit.server.rules.StoreState;
import dev.dust.testkit.server.rules.Wire;
import dev.dust.value.MapValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A journal in one file: a line of JSON for everything that happened, in order. What a line says has reached the operating system
 * when the writer is answered; it survives the end of the process, and not that of the machine.
 *
 * <table>
 * <caption>Lines, all with the store's name at {@code store}</caption>
 * <tr><td>{@code event}</td><td>a committed op, as an event has it</td></tr>
 * <tr><td>{@code file}, {@code content_type}</td><td>the base64 of a file's content</td></tr>
 * <tr><td>{@code compacted}</td><td>the history up to this seq is forgotten</td></tr>
 * <tr><td>{@code archived}</td><td>true</td></tr>
 * </table>
 */
final class FileJournal implements Journal {
    private static final System.Logger LOG = System.getLogger(FileJournal.class.getName());

    private static final int CHUNK = 1 << 16;

    private final Path path;
    private final RandomAccessFile file;
    private long end;

    private FileJournal(Path path, RandomAccessFile file, long end) {
        this.path = path;
        this.file = file;
        this.end = end;
    }

    /**
     * Opens a journal, or begins one, and brings back what it says.
     *
     * @throws UncheckedIOException  if the file cannot be read and written
     * @throws IllegalStateException if it is no journal, or another server writes it
     */
    static FileJournal open(Path path, Stores stores, Blobs blobs) {
        try {
            var file = new RandomAccessFile(path.toFile(), "rw");
            try {
                lock(path, file);
                long end = replay(path, file, stores, blobs);
                file.setLength(end);
                return new FileJournal(path, file, end);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + path + " cannot be opened", e);
        }
    }

    private static void lock(Path path, RandomAccessFile file) throws IOException {
        try {
            FileLock lock = file.getChannel().tryLock();
            if (lock != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            LOG.log(System.Logger.Level.DEBUG, "the journal is open in this process", e);
        }
        throw new IllegalStateException("another server writes the journal " + path);
    }

    /** Reads all lines; answers where the last whole one ends. What follows it is the beginning of a line never finished. */
    private static long replay(Path path, RandomAccessFile file, Stores stores, Blobs blobs) throws IOException {
        var line = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        long end = 0;
        long number = 1;
        for (int length = file.read(chunk); length >= 0; length = file.read(chunk)) {
            int from = 0;
            for (int i = 0; i < length; i++) {
                if (chunk[i] == '\n') {
                    line.write(chunk, from, i - from);
                    bringBack(path, number++, line.toByteArray(), stores, blobs);
                    end += line.size() + 1L;
                    line.reset();
                    from = i + 1;
                }
            }
            line.write(chunk, from, length - from);
        }
        return end;
    }

    private static void bringBack(Path path, long number, byte[] line, Stores stores, Blobs blobs) {
        try {
            bringBack((MapValue) Format.JSON.codec().decode(line), stores, blobs);
        } catch (RuntimeException e) {
            throw new IllegalStateException("line " + number + " of the journal " + path + " makes no sense", e);
        }
    }

    private static void bringBack(MapValue entry, Stores stores, Blobs blobs) {
        String store = Wire.text(entry, "store");
        StoreHost host = stores.make(store);
        if (Wire.has(entry, "event")) {
            Event event = Event.of((MapValue) entry.get("event"));
            host.restore(state -> state.restore(event));
        } else if (Wire.has(entry, "file")) {
            blobs.put(store, Base64.getDecoder().decode(Wire.text(entry, "file")), Wire.text(entry, "content_type"));
        } else if (Wire.has(entry, "compacted")) {
            long seq = Wire.integer(entry.get("compacted"));
            host.restore(state -> state.compact(seq));
        } else if (Wire.has(entry, "archived")) {
            host.restore(StoreState::archive);
        } else {
            throw new IllegalArgumentException("it says nothing");
        }
    }

    @Override
    public void file(String store, Blobs.Blob blob) {
        append(Wire.mapOf("store", store, "file", Base64.getEncoder().encodeToString(blob.content()), "content_type",
                blob.contentType()));
    }

    @Override
    public void events(String store, List<Event> events) {
        events.forEach(event -> append(Wire.mapOf("store", store, "event", event.payload())));
    }

    @Override
    public void compacted(String store, long seq) {
        append(Wire.mapOf("store", store, "compacted", seq));
    }

    @Override
    public void archived(String store) {
        append(Wire.mapOf("store", store, "archived", true));
    }

    /** A line that could not be written whole is written over by the next. */
    private synchronized void append(MapValue entry) {
        byte[] json = Format.JSON.codec().encode(entry);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        try {
            file.seek(end);
            file.write(line);
            end += line.length;
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + path + " cannot be written", e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + path + " cannot be closed", e);
        }
    }
}
