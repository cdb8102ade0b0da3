package dev.dust;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.error.FileException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.StorageException;
import dev.dust.op.Op;
import dev.dust.path.DustPath;
import dev.dust.reading.Reading;
import dev.dust.reading.TypeRef;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One path of a store, with every operation on it, and their options: {@code store.at("posts/hello")}. Costs nothing to make
 * or to keep, and says nothing about whether there is a value. Equal to another of the same store and path.
 * Immutable and thread-safe.
 */
public final class PathRef extends LeaseKey {
    private final Ops ops;

    PathRef(DustStore store, DustPath path, Ops ops) {
        super(store, path);
        this.ops = ops;
    }

    /**
     * The path one segment further down.
     *
     * @param segment any text that is not empty; a {@code /} or {@code ~} in it means itself
     * @throws InvalidRequestException for an empty segment, or one with an unpaired surrogate
     */
    public PathRef child(String segment) {
        return new PathRef(store(), path().child(segment), ops);
    }

    /** The path without its last segment; empty for a path of one. */
    public Optional<PathRef> parent() {
        return Optional.ofNullable(path().parent()).map(up -> new PathRef(store(), up, ops));
    }

    /**
     * The value there: that of its row, else the map put together from the rows below. Never null, perhaps empty.
     *
     * @throws DustException as {@link DustStore#get(String)} does
     */
    public Reading get() {
        return store().get(path().key());
    }

    /**
     * The row there, else the subtree below as a map, with type and revision; empty if there is neither.
     *
     * @throws DustException as {@link #get()} does
     */
    public Optional<Entry> entry() {
        return store().entry(path().key());
    }

    /**
     * As {@link #put(Object, WriteOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public Write put(@Nullable Object value) {
        return put(value, WriteOptions.defaults());
    }

    /**
     * Writes a value, if the options hold at the server. See {@link DustStore#put} on values.
     *
     * @throws InvalidRequestException for a value or options that no server would take; its reason says why
     * @throws DustException           as {@link DustStore#put} does
     */
    public Write put(@Nullable Object value, WriteOptions options) {
        return write(ops.put(path(), value, required(options)));
    }

    /**
     * As {@link #putAsync(Object, WriteOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public CompletableFuture<Write> putAsync(@Nullable Object value) {
        return putAsync(value, WriteOptions.defaults());
    }

    /**
     * Writes a value as {@link #put(Object, WriteOptions)} does, and does not wait until it is kept: those that one thread
     * makes one after the other share commits of the cache, which counts where a commit waits for a disk or network. What one
     * thread writes, by whatever method, takes effect in the order of its calls. Waits only where more than 1,000 such writes
     * to the store are not kept yet.
     *
     * @return completes when the write is kept and shows, and so survives a crash where the cache does; until then it may be
     *         lost with the process. Completes exceptionally with what {@link DustStore#put} throws where it was not kept. To
     *         cancel it takes nothing back; {@link Write#discard} does. What is chained to it may run on the thread that calls
     *         this, or on a virtual one
     * @throws InvalidRequestException for a value or options that no server would take; its reason says why
     * @throws ClosedException         if the client is closed
     */
    public CompletableFuture<Write> putAsync(@Nullable Object value, WriteOptions options) {
        return store().core().writer().start(ops.put(path(), value, required(options)));
    }

    /**
     * As {@link #delete(WriteOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public Write delete() {
        return delete(WriteOptions.defaults());
    }

    /**
     * Removes what is at and below the path, if the options hold at the server.
     *
     * @throws DustException as {@link #put(Object, WriteOptions)} does
     */
    public Write delete(WriteOptions options) {
        return write(ops.delete(path(), required(options)));
    }

    /**
     * As {@link #merge(Object, WriteOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public Write merge(Object fields) {
        return merge(fields, WriteOptions.defaults());
    }

    /**
     * Writes the fields of a map, or of an object that becomes one, and leaves other fields as they are; if the
     * options hold at the server.
     *
     * @throws DustException as {@link #put(Object, WriteOptions)} does
     */
    public Write merge(Object fields, WriteOptions options) {
        return write(ops.merge(path(), Objects.requireNonNull(fields, "fields"), required(options)));
    }

    /**
     * Has the server write again what was at and below the path at an earlier seq, as far as it differs, by ops that every
     * client hears of. Counters come back as numbers.
     *
     * <p>It happens at the server alone, and once: this client's own writes that wait for it ({@link DustStore#flush}) come
     * after it, and nothing is kept for later. See docs/reading-and-writing.md#rollback.
     *
     * @param toSeq a seq of the store's history, as {@link Write#committed()} and {@link Activity} tell them; 0 for
     *              before the first, as long as the server has all of its history
     * @return completes with whether anything differed, once that shows here. Completes exceptionally with
     *         {@link dev.dust.error.RefusedException} if the server refuses it, with {@code invalid_to_seq} for what it has
     *         compacted or is yet to come; with {@link dev.dust.error.UnavailableException} if the store has not caught up
     *         with the server, and if the connection is lost first; and with {@link dev.dust.error.AnswerTimeoutException}
     *         if there is no answer in time. Then it may have taken effect, and to ask again does no harm. What is chained to
     *         it runs on a thread that may block
     * @throws InvalidRequestException {@code invalid_to_seq} for a negative seq
     * @throws ClosedException         if the client is closed
     */
    public CompletableFuture<Boolean> rollback(long toSeq) {
        return Rollbacks.rollback(store().core().engine(), path(), toSeq);
    }

    /**
     * Adds 1 to the counter there. See {@link #increment(Number, WriteOptions)}.
     *
     * @throws DustException as that does
     */
    public Write increment() {
        return increment(1);
    }

    /**
     * As {@link #increment(Number, WriteOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public Write increment(Number by) {
        return increment(by, WriteOptions.defaults());
    }

    /**
     * Adds a whole number or a float, which may be negative, to the counter there, if the options hold at the server.
     *
     * @throws DustException as {@link #put(Object, WriteOptions)} does
     */
    public Write increment(Number by, WriteOptions options) {
        return write(ops.increment(path(), Objects.requireNonNull(by, "by"), required(options)));
    }

    /**
     * As {@link #add(Object, WriteOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public Write add(@Nullable Object member) {
        return add(member, WriteOptions.defaults());
    }

    /**
     * Puts a member into the set there, if the options hold at the server.
     *
     * @throws DustException as {@link #put(Object, WriteOptions)} does
     */
    public Write add(@Nullable Object member, WriteOptions options) {
        return write(ops.add(path(), member, required(options)));
    }

    /**
     * As {@link #remove(Object, WriteOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public Write remove(@Nullable Object member) {
        return remove(member, WriteOptions.defaults());
    }

    /**
     * Takes a member out of the set there, if the options hold at the server.
     *
     * @throws DustException as {@link #put(Object, WriteOptions)} does
     */
    public Write remove(@Nullable Object member, WriteOptions options) {
        return write(ops.remove(path(), member, required(options)));
    }

    /**
     * As {@link #update(Class, UpdateFunction, UpdateOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public <T> CompletableFuture<@Nullable T> update(Class<T> type, UpdateFunction<T> function) {
        return update(type, function, UpdateOptions.defaults());
    }

    /**
     * Changes the leaf from what the server has committed there: reads it, applies {@code function}, and writes
     * the result if nobody has written meanwhile; else it does so again. No update is lost, whoever else writes. For counters
     * and sets {@link #increment()}, {@link #add(Object)} and {@link #remove(Object)} do the same by one
     * write, offline too.
     *
     * <p>Waits for this client's own writes on, above and below the path before it reads, and for the connection, if the
     * options do not say otherwise. Until it is refused or committed the write shows, as any other does.
     *
     * <p>Completes with the value that was committed, null if it was deleted, or what was there if {@code function} left it.
     * Completes exceptionally with what {@code function} throws, or with a {@link DustException}: {@link
     * InvalidRequestException} for an object, which stands in several rows ({@code if_match_multi_leaf}), for a row of a
     * snapshot that told no revision ({@code no_revision}), and for a value that does not fit; {@link AnswerTimeoutException}
     * when the options' time is over; {@link dev.dust.error.UnavailableException} without a connection, if the options say so;
     * {@link dev.dust.error.RefusedException}; {@link StorageException}; {@link ClosedException}. A refusal that is {@link
     * dev.dust.error.RefusedException#maybeDuplicate} leaves open whether this very update took effect, before the connection
     * was lost: it is not done again, and whoever asked has to look. Whoever cancels it ends it, and takes back what is not
     * sent.
     *
     * @param type     what the value is read as
     * @param function what it becomes; called on the executor of the options of the client, where it may block, and once more
     *                 whenever somebody else was faster
     * @throws ClosedException         if the client is closed
     */
    public <T> CompletableFuture<@Nullable T> update(Class<T> type, UpdateFunction<T> function, UpdateOptions options) {
        Objects.requireNonNull(type, "type");
        return startUpdate(reading -> reading.as(type), function, options);
    }

    /**
     * As {@link #update(TypeRef, UpdateFunction, UpdateOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public <T> CompletableFuture<@Nullable T> update(TypeRef<T> type, UpdateFunction<T> function) {
        return update(type, function, UpdateOptions.defaults());
    }

    /**
     * As {@link #update(Class, UpdateFunction, UpdateOptions)}, for a type with parameters: {@code
     * new TypeRef<List<String>>() {}}.
     *
     * @throws ClosedException if the client is closed
     */
    public <T> CompletableFuture<@Nullable T> update(TypeRef<T> type, UpdateFunction<T> function, UpdateOptions options) {
        Objects.requireNonNull(type, "type");
        return startUpdate(reading -> reading.as(type), function, options);
    }

    /**
     * The file there, to be fetched; empty if there is nothing, or something that is no file.
     *
     * @throws DustException as {@link #get()} does
     */
    public Optional<DustFile> file() {
        return store().file(path().key());
    }

    /**
     * Stores a file; a reference to it shows at once. It is hashed as it is read, kept in the cache until the server has it,
     * and never in the heap as a whole (docs/files.md).
     *
     * @throws InvalidRequestException {@code too_large} for more than the server takes, or the options allow, told before
     *                                 anything is read where the size is known; the message names the bound. Before the store
     *                                 has joined for the first time, only what fits into a frame is taken
     * @throws FileException           if it cannot be read; nothing else happens then
     * @throws DustException           as {@link #put(Object, WriteOptions)} does
     */
    public Write putFile(Path source, FileOptions options) {
        requireFile(source, "source", options);
        return store().core().writer().putFile(path(), source, options);
    }

    /**
     * Stores what a stream gives, to its end, as a file. The stream is not closed.
     *
     * @throws DustException as {@link #putFile(Path, FileOptions)} does
     */
    public Write putFile(InputStream content, FileOptions options) {
        requireFile(content, "content", options);
        return store().core().writer().putFile(path(), content, options);
    }

    /**
     * Stores bytes as a file.
     *
     * @throws DustException as {@link #put(Object, WriteOptions)} does
     */
    public Write putFile(byte[] content, FileOptions options) {
        requireFile(content, "content", options);
        return store().core().writer().putFile(path(), content, options);
    }

    /**
     * Stores a file as {@link #putFile(Path, FileOptions)} does, on another thread.
     *
     * @return completes when the file is kept and shows, or with what that method throws. To cancel it ends the reading, and
     *         nothing is kept; once it is complete, {@link Write#discard} takes the file back
     * @throws InvalidRequestException by a store whose writes are fenced
     */
    public CompletableFuture<Write> putFileAsync(Path source, FileOptions options) {
        requireFile(source, "source", options);
        return store().core().writer().apart(() -> store().core().writer().putFile(path(), source, options));
    }

    /**
     * Stores what a stream gives as {@link #putFile(InputStream, FileOptions)} does, on another thread; see
     * {@link #putFileAsync(Path, FileOptions)}.
     *
     * @throws InvalidRequestException as that does
     */
    public CompletableFuture<Write> putFileAsync(InputStream content, FileOptions options) {
        requireFile(content, "content", options);
        return store().core().writer().apart(() -> store().core().writer().putFile(path(), content, options));
    }

    private <T> CompletableFuture<@Nullable T> startUpdate(Function<Reading, @Nullable T> as, UpdateFunction<T> function,
            UpdateOptions options) {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(options, "options");
        return store().core().updates().start(path(), as, function, ops.fenced(options));
    }

    private void requireFile(Object content, String name, FileOptions options) {
        ops.requireUnfenced();
        Objects.requireNonNull(content, name);
        Objects.requireNonNull(options, "options");
    }

    private Write write(Op op) {
        return store().core().writer().write(op);
    }

    private static WriteOptions required(WriteOptions options) {
        return Objects.requireNonNull(options, "options");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PathRef ref && store().equals(ref.store()) && path().equals(ref.path());
    }

    @Override
    public int hashCode() {
        return 31 * store().hashCode() + path().hashCode();
    }

    /** Store and path, for people. */
    @Override
    public String toString() {
        return store().name() + " " + path();
    }
}
