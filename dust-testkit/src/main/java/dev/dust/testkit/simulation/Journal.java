package dev.dust.testkit.simulation;

import dev.dust.cache.Cache;
import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.testkit.CacheSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a client's cache was committed, in order: so that it can go back to what it was some commits ago. */
final class Journal {
    private static final int MOST_UNDONE = 40;

    private record Line(String store, Commit commit) {
    }

    private final SimulatedClient client;
    private final List<Line> lines = new ArrayList<>();
    private @Nullable Cache cache;

    Journal(SimulatedClient client) {
        this.client = client;
    }

    /** A commit has taken effect. */
    void note(String store, Commit commit) {
        lines.add(new Line(store, kept(commit)));
    }

    private static Commit kept(Commit commit) {
        if (commit.replacement() == null) {
            return commit;
        }
        var rows = new ArrayList<Row>();
        commit.replacement().forEach(rows::add);
        return commit.replacement(rows);
    }

    /** Goes back by some commits, if there are any: the client's cache is {@link #cache} then. */
    boolean undo(SeededRandom random, CacheSource caches, Trace trace) {
        if (lines.isEmpty()) {
            return false;
        }
        int left = lines.size() - 1 - random.below(Math.min(lines.size(), MOST_UNDONE));
        trace.note("%s: its cache goes back by %d of %d commits", client, lines.size() - left, lines.size());
        List<Line> undone = lines.subList(left, lines.size());
        undone.forEach(this::tell);
        undone.clear();
        client.cache().close();
        Cache fresh = caches.open();
        cache = fresh;
        lines.forEach(line -> fresh.open(line.store, client.device()).commit(line.commit));
        return true;
    }

    private void tell(Line line) {
        for (OutboxChange change : line.commit.outbox()) {
            switch (change) {
                case OutboxChange.Add(OutboxEntry entry) -> client.store(line.store).writes().undone(entry.opId());
                case OutboxChange.Remove(String opId) -> client.store(line.store).writes().undone(opId);
                case OutboxChange.Acked acked -> client.store(line.store).writes().undone(acked.opId());
                case OutboxChange.AckedOf other -> {
                    // Nobody shares a cache that goes back.
                }
            }
        }
    }

    /** The cache as it is after going back. */
    Cache cache() {
        return Objects.requireNonNull(cache, "cache");
    }
}
