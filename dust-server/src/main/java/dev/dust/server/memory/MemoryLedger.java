package dev.dust.server.memory;

import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.Retention;
import dev.dust.time.Durations;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A ledger in the memory of one server, which is the only one that has it. It survives that server by a {@link Journal}. */
public final class MemoryLedger implements Ledger {
    private final Map<String, MemoryStore> stores = new ConcurrentHashMap<>();
    private final LongSupplier clockMillis;
    private final Replay replay;
    private final Retention usual;
    private final RememberedOps remembered;
    private volatile Journal journal = Journal.NONE;

    /**
     * Without any store. Histories keep all until {@link #retain} is called.
     *
     * @param clockMillis in Unix milliseconds
     * @param replay      tells what ops that are brought back did to the rows
     */
    public MemoryLedger(LongSupplier clockMillis, Replay replay) {
        this(clockMillis, replay, Retention.defaults().ops(Long.MAX_VALUE).age(Durations.FOR_EVER));
    }

    /**
     * The same, with histories that do not wait for {@link #retain} when they are longer than they should be by an eighth, and
     * by 1,000 ops: a minute of writes may be more than there is memory for.
     *
     * @param usual how much each keeps
     */
    public MemoryLedger(LongSupplier clockMillis, Replay replay, Retention usual) {
        this(clockMillis, replay, usual, RememberedOps.ofThisHeap());
    }

    MemoryLedger(LongSupplier clockMillis, Replay replay, Retention usual, RememberedOps remembered) {
        this.clockMillis = clockMillis;
        this.replay = replay;
        this.usual = usual;
        this.remembered = remembered;
    }

    /** From now on, what happens in the stores is written down; {@link #close} closes that. */
    public void writeTo(Journal opened) {
        journal = opened;
    }

    @Override
    public @Nullable MemoryStore find(String store) {
        return stores.get(store);
    }

    /** It always can: that a journal's disk is full shows with the first write. */
    @Override
    public void requireWritable() {
    }

    @Override
    public MemoryStore make(String store) {
        return stores.computeIfAbsent(store,
                name -> new MemoryStore(name, clockMillis, replay, () -> journal, usual, remembered));
    }

    @Override
    public long retain(Retention retention) {
        long forgotten = Ledger.super.retain(retention);
        remembered.tell(retention, clockMillis.getAsLong());
        return forgotten;
    }

    @Override
    public Set<String> stores() {
        return new TreeSet<>(stores.keySet());
    }

    @Override
    public void close() {
        journal.close();
    }
}
