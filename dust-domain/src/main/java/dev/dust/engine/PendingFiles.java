package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.FileContents;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The contents of files that wait for the server beside the outbox: each under its op's id, from before the op is kept until
 * after it is settled. Every method may be called from any thread.
 */
public final class PendingFiles {
    private static final System.Logger LOG = System.getLogger(PendingFiles.class.getName());

    private final EngineConfig config;
    private final Set<String> staged = ConcurrentHashMap.newKeySet();
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private volatile FileContents contents = FileContents.NONE;
    private volatile Consumer<String> onSettled = opId -> {
    };

    PendingFiles(EngineConfig config) {
        this.config = config;
    }

    /** {@code listener} hears of each op that is settled, and has a content here, on the thread of the turn. */
    void onSettled(Consumer<String> listener) {
        onSettled = listener;
    }

    /** Goes on with what the cache has. Contents without an op are those of calls that were never finished. */
    void begin(Tenure.Begun tenure) {
        FileContents begun = tenure.cache().contents();
        Set<String> left = new HashSet<>(tenure.contentsOf());
        contents = begun;
        waiting.clear();
        for (OutboxEntry entry : tenure.outbox()) {
            if (left.remove(entry.opId())) {
                waiting.add(entry.opId());
            }
        }
        left.removeAll(staged);
        left.forEach(opId -> removeApart(begun, opId));
    }

    /** Whether there is room for what does not fit into an op. */
    public boolean keepsAny() {
        return !contents.equals(FileContents.NONE);
    }

    /** Begins to take a content, for an op that is yet to be made. */
    public Staging stage(String opId) {
        staged.add(opId);
        return new Staging(contents, opId);
    }

    /** Takes one content, chunk by chunk, each but the last of {@link FileContents#CHUNK_BYTES}. For one thread at a time. */
    public final class Staging implements AutoCloseable {
        private final FileContents into;
        private final String opId;
        private int chunks;
        private boolean left;

        private Staging(FileContents into, String opId) {
            this.into = into;
            this.opId = opId;
        }

        /**
         * Takes the next chunk.
         *
         * @throws CacheException if it cannot be kept
         */
        public void write(byte[] chunk) {
            into.write(opId, chunks++, chunk);
        }

        /** All is there, and the op is about to be kept: from now on the content goes when that is settled. */
        public void complete() {
            waiting.add(opId);
        }

        /** The content stays, whatever comes: the op is kept, or may be. */
        public void leave() {
            left = true;
        }

        /** Unless the content is to stay, it goes. */
        @Override
        public void close() {
            staged.remove(opId);
            if (!left) {
                waiting.remove(opId);
                removeApart(into, opId);
            }
        }
    }

    /** Removes what these changes, which are committed, leave behind. */
    void committed(List<OutboxChange> changes) {
        if (waiting.isEmpty()) {
            return;
        }
        for (OutboxChange change : changes) {
            if (change instanceof OutboxChange.Remove(String opId) && waiting.remove(opId)) {
                onSettled.accept(opId);
                removeApart(contents, opId);
            }
        }
    }

    private void removeApart(FileContents from, String opId) {
        config.apart(() -> {
            try {
                from.remove(opId);
            } catch (CacheException away) {
                // The next run finds it, and tries again.
                LOG.log(System.Logger.Level.DEBUG, "a file that is no longer needed stays in the cache for now", away);
            }
        });
    }

    /** Whether the content for an op is here. */
    boolean has(String opId) {
        return waiting.contains(opId) && contents.read(opId, 0) != null;
    }

    /** The content for an op, which has {@code size} bytes. */
    InputStream open(String opId, long size) {
        return new ContentInput(contents, opId, size);
    }
}
