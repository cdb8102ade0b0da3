package dev.dust.adapter.memory;

import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one device has to send to one store. Not for several threads at once. */
final class MemoryOutbox {
    /**
     * By op id; nearly always in order of position, because a new entry's is the greatest, and one that changes keeps its
     * place.
     */
    private final Map<String, OutboxEntry> entries = new LinkedHashMap<>();
    /** The acked seqs of those entries that have one, by position. */
    private final SortedMap<Long, Long> acked = new TreeMap<>();

    void apply(List<OutboxChange> changes) {
        for (OutboxChange change : changes) {
            switch (change) {
                case OutboxChange.Add(OutboxEntry entry) -> add(entry);
                case OutboxChange.Acked(String opId, long seq) -> acked(opId, seq);
                case OutboxChange.AckedOf of -> {
                    // Another device's.
                }
                case OutboxChange.Remove(String opId) -> noteAcked(entries.remove(opId), null);
            }
        }
    }

    private void add(OutboxEntry entry) {
        OutboxEntry before = entries.get(entry.opId());
        put(before == null || before.ackedSeq() <= entry.ackedSeq() ? entry : entry.acked(before.ackedSeq()));
    }

    private void put(OutboxEntry entry) {
        noteAcked(entries.put(entry.opId(), entry), entry);
    }

    /** Notes that the server accepted a write. Does nothing if there is no such entry. */
    void acked(String opId, long seq) {
        OutboxEntry entry = entries.get(opId);
        if (entry != null) {
            put(entry.acked(seq));
        }
    }

    /** The rows were replaced: of what is not acked nobody knows. */
    void untraceable() {
        entries.replaceAll((id, entry) -> entry.ackedSeq() == 0 ? entry.acked(OutboxEntry.UNTRACEABLE) : entry);
    }

    private void noteAcked(@Nullable OutboxEntry before, @Nullable OutboxEntry after) {
        if (before != null && before.ackedSeq() > 0) {
            acked.remove(before.position());
        }
        if (after != null && after.ackedSeq() > 0) {
            acked.put(after.position(), after.ackedSeq());
        }
    }

    /** The positions of the entries that are acked up to {@code appliedSeq}. */
    List<Long> settled(long appliedSeq) {
        if (acked.isEmpty()) {
            return List.of();
        }
        var settled = new ArrayList<Long>();
        acked.forEach((position, seq) -> {
            if (seq <= appliedSeq) {
                settled.add(position);
            }
        });
        return settled;
    }

    /** In order of position: one that a store had lost, and that was added again, is older than those it still had. */
    List<OutboxEntry> entries() {
        return entries.values().stream().sorted(Comparator.comparingLong(OutboxEntry::position)).toList();
    }
}
