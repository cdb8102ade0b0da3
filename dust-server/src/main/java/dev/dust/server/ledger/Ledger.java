package dev.dust.server.ledger;

import dev.dust.server.access.TokenRegistry;
import dev.dust.server.file.ContentStore;
import dev.dust.server.file.FileIndex;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is true on a server: all its stores, each with rows, ops, and how far it is. Several servers may have the same one. Safe
 * for every thread.
 *
 * <p>The law, which {@code LedgerContract} of the testkit proves:
 *
 * <ol>
 * <li>The ops of a store are numbered 1, 2, 3 and so on, without a hole; none is changed, and none taken back.
 * <li>A batch is written in one step, all of it or nothing, and nobody sees a part of it. What is answered has been kept, as
 * durably as the ledger keeps anything, and everything that is read from then on shows it.
 * <li>Its pushes are decided one after the other, each over what those before it have left, and while nobody else writes the
 * store. One that is refused or fails leaves nothing behind, and disturbs no other.
 * <li>A push with an {@link OpId} takes effect once, for as long as its ops are in the history, and where they went by
 * {@link #retain} for as long as the {@link Retention} says: sent again, in the same batch
 * or later and by whichever server, it is told its ops of then, and is not decided again.
 * <li>The time by which pushes are decided never goes back in a store, whichever servers write it.
 * <li>Different stores do not wait for each other.
 * <li>Whatever is read in one call is of one moment.
 * <li>Compaction takes ops away and nothing else: rows, seqs and what is left of the history stay as they are. What rows were
 * is known as far back as the compaction point.
 * <li>A device that takes over has written the store before that, or never: from the moment in which
 * {@link StoreLedger#join} returns, no push of an earlier membership of the device is decided, whichever server it is at, and
 * each is told that it was taken over. Other devices, and other stores, are not concerned.
 * <li>Whoever follows a store is told how far it is, soon after it got there and whichever server wrote, in ascending order.
 * </ol>
 */
public interface Ledger extends AutoCloseable {

    /**
     * The store of that name, or null if there is none.
     *
     * @throws LedgerException.Unavailable if that cannot be found out now
     */
    @Nullable
    StoreLedger find(String store);

    /**
     * The store of that name, made if it is missing.
     *
     * @throws IllegalArgumentException    if this ledger can have no store of that name
     * @throws LedgerException.Unavailable if it cannot be made now
     */
    StoreLedger make(String store);

    /**
     * The names of the stores that there are, in their order.
     *
     * @throws LedgerException.Unavailable if they cannot be read now
     */
    Set<String> stores();

    /**
     * Finds out whether anything can be written now, and writes nothing.
     *
     * @throws LedgerException.Unavailable if it cannot: the ledger is away, or can be read and no more
     */
    void requireWritable();

    /**
     * Forgets in each store what is beyond its retention: its own, or {@code usual}. To be called now and then; of several
     * servers that do so at the same time, one does it.
     *
     * @return how many ops are in the histories no more by this call
     * @throws LedgerException.Unavailable if that cannot be done now; part of it may have been
     */
    default long retain(Retention usual) {
        long forgotten = 0;
        for (String name : stores()) {
            StoreLedger store = find(name);
            forgotten += store == null ? 0 : store.retain(usual);
        }
        return forgotten;
    }

    /** Where the contents of files are kept unless somebody says otherwise; null if this ledger keeps none. */
    default @Nullable ContentStore files() {
        return null;
    }

    /** Which files are in which stores; null if each server has to note that for itself. */
    default @Nullable FileIndex fileIndex() {
        return null;
    }

    /** The tokens that are kept beside the stores; null if none are. */
    default @Nullable TokenRegistry tokens() {
        return null;
    }

    /** Frees what it holds. What is under way may fail; what was answered is kept, if the ledger is a durable one. */
    @Override
    void close();
}
