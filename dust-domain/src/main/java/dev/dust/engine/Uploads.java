package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.op.Fields;
import dev.dust.sync.Backoff;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.FileRefusedException;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the ops of a store whose contents wait beside the outbox: where the server takes uploads, the content first, and then
 * the message that names it; else the message with the content in it. One at a time, and of those in a frame none before the
 * last is settled, so that no more than one content is ever in the heap. Every method may be called from any thread.
 */
final class Uploads {
    private static final System.Logger LOG = System.getLogger(Uploads.class.getName());

    private final String store;
    private final EngineConfig config;
    private final Shared shared;
    private final PendingFiles files;
    private final BiConsumer<ClientMessage, MapValue> refusals;
    private final ReentrantLock lock = new ReentrantLock();
    /** By op, in the order of sending. Guarded by the lock, as is all that follows. */
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private boolean running;
    /** The op that was sent with its content and is not settled yet; null for none. */
    private @Nullable String awaited;
    private boolean closed;
    private final Backoff backoff = new Backoff();

    /**
     * A message whose content is still to be brought.
     *
     * @param link    the connection that it is for
     * @param message the message, without the content
     * @param upload  whether the server takes uploads
     */
    private record Waiting(Transport.Connection link, ClientMessage message, boolean upload) {
    }

    /**
     * @param refusals is given each message that is not sent because its content cannot be brought, and why, in the words
     *                 of a server
     */
    Uploads(String store, EngineConfig config, Shared shared, PendingFiles files,
            BiConsumer<ClientMessage, MapValue> refusals) {
        this.store = store;
        this.config = config;
        this.shared = shared;
        this.files = files;
        this.refusals = refusals;
        files.onSettled(this::settled);
    }

    /** Whether the content of {@code message} waits beside the outbox. */
    static boolean isFor(ClientMessage message) {
        return message.event().equals(ClientMessage.PUT_FILE) && message.payload().get("content") == null;
    }

    private static String opId(ClientMessage message) {
        return Objects.requireNonNull(Fields.text(message.payload(), "client_op_id"), "client_op_id");
    }

    /** Sends {@code message} in its turn. One for the same op is forgotten; an upload that has begun goes on. */
    void send(Transport.Connection link, ClientMessage message, boolean upload) {
        lock.lock();
        try {
            String opId = opId(message);
            waiting.put(opId, new Waiting(link, message, upload));
            awaited = opId.equals(awaited) ? null : awaited;
        } finally {
            lock.unlock();
        }
        start();
    }

    /** There is another connection, or none: what waits is not for that. */
    void forgetLink() {
        lock.lock();
        try {
            waiting.clear();
            awaited = null;
        } finally {
            lock.unlock();
        }
    }

    private void settled(String opId) {
        lock.lock();
        try {
            waiting.remove(opId);
            awaited = opId.equals(awaited) ? null : awaited;
        } finally {
            lock.unlock();
        }
        start();
    }

    /** Nothing more is begun. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        lock.lock();
        try {
            if (running || !hasNext()) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        config.apart(this::run);
    }

    private boolean hasNext() {
        return !closed && awaited == null && !waiting.isEmpty();
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            String opId = null;
            Waiting next = null;
            lock.lock();
            try {
                running = hasNext();
                if (running) {
                    opId = waiting.keySet().iterator().next();
                    next = waiting.get(opId);
                }
            } finally {
                lock.unlock();
            }
            goesOn = opId != null && next != null && isBrought(opId, next);
        }
    }

    private boolean isBrought(String opId, Waiting next) {
        try {
            bring(opId, next);
            backoff.reset();
            return true;
        } catch (FileRefusedException refused) {
            refuse(opId, refused);
            return true;
        } catch (IOException | CacheException away) {
            retryLater(System.Logger.Level.DEBUG, away);
            return false;
        } catch (Throwable thrown) {
            // Those behind it must not wait for ever for somebody's mistake.
            retryLater(System.Logger.Level.WARNING, thrown);
            return false;
        }
    }

    /** Nobody is told: the file waits, as do the writes that wait for the server. */
    private void retryLater(System.Logger.Level level, Throwable away) {
        lock.lock();
        try {
            running = false;
            if (!closed) {
                LOG.log(level, "a file of store " + store + " was not brought to the server, and is again", away);
                config.later(TimerId.UPLOAD, backoff.next(), this::start);
            }
        } finally {
            lock.unlock();
        }
    }

    private void bring(String opId, Waiting next) throws IOException {
        MapValue payload = next.message().payload();
        long size = Fields.whole(payload, "size").orElseThrow();
        if (!files.has(opId)) {
            throw new FileRefusedException("content_lost", "the content of the file is not in the cache any more");
        }
        if (next.upload()) {
            String hash = Objects.requireNonNull(Fields.text(payload, "hash"), "hash");
            shared.transport().upload(hash, size, files.open(opId, size));
            send(opId, null);
        } else {
            send(opId, inFrame(next.message(), opId, size));
        }
    }

    /** The content as a frame has it. */
    private String inFrame(ClientMessage message, String opId, long size) throws IOException {
        int most = config.sync().bounds().frameBytes();
        long frame = shared.transport().sizeOf(message) + Sendable.base64Length(size);
        if (frame > most) {
            throw new FileRefusedException("too_large", "a file of " + size + " bytes would take a frame of " + frame
                    + " bytes, and the server takes " + most + ", and no uploads");
        }
        try (InputStream content = files.open(opId, size)) {
            return Base64.getEncoder().encodeToString(content.readAllBytes());
        }
    }

    /** The content is there: now for the newest message that wants it, if there still is one. */
    private void send(String opId, @Nullable String content) {
        Waiting now;
        lock.lock();
        try {
            now = waiting.remove(opId);
            awaited = now != null && content != null ? opId : awaited;
        } finally {
            lock.unlock();
        }
        if (now != null) {
            now.link().send(content == null ? now.message() : with(now.message(), content));
        }
    }

    private static ClientMessage with(ClientMessage message, String content) {
        var fields = new LinkedHashMap<>(message.payload().fields());
        fields.remove("hash");
        fields.remove("size");
        fields.put("content", Value.of(content));
        return new ClientMessage(message.store(), message.joinRef(), message.ref(), message.event(), MapValue.envelope(fields));
    }

    private void refuse(String opId, FileRefusedException refused) {
        Waiting refusedOne;
        lock.lock();
        try {
            refusedOne = waiting.remove(opId);
        } finally {
            lock.unlock();
        }
        if (refusedOne != null) {
            refusals.accept(refusedOne.message(), MapValue.envelope(Map.of("reason", Value.of(refused.reason()), "message",
                    Value.of(String.valueOf(refused.getMessage())))));
        }
    }
}
