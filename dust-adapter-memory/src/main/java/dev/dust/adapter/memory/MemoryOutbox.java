package dev.dust.adapter.memory;

import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one device has to send to one store. Not for several threads at once. */
final class MemoryOutbox {
    /** By op id; in order of position, because a new entry's is the greatest and an acked entry keeps its place. */
    private final Map<String, OutboxEntry> entries = new LinkedHashMap<>();

    void apply(List<OutboxChange> changes) {
        for (OutboxChange change : changes) {
            switch (change) {
                case OutboxChange.Add(OutboxEntry entry) -> entries.put(entry.opId(), entry);
                case OutboxChange.Acked(String opId, long seq) ->
                    entries.computeIfPresent(opId, (id, entry) -> entry.acked(seq));
                case OutboxChange.Remove(String opId) -> entries.remove(opId);
            }
        }
    }

    List<OutboxEntry> entries() {
        return List.copyOf(entries.values());
    }
}
