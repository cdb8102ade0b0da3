package dev.dust.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The outboxes of all devices for one store, and how a commit changes them. For caches that keep them whole; costs what there
 * is in them. Immutable.
 *
 * @param byDevice the entries of each device that ever had any, in order of position
 */
public record Outboxes(Map<String, List<OutboxEntry>> byDevice) {
    /** No entry. */
    public static final Outboxes NONE = new Outboxes(Map.of());

    /** Copies the map and its lists. */
    public Outboxes {
        var copy = new HashMap<String, List<OutboxEntry>>();
        byDevice.forEach((device, entries) -> copy.put(device, List.copyOf(entries)));
        byDevice = Map.copyOf(copy);
    }

    /** The outbox of a device. */
    public List<OutboxEntry> of(String deviceId) {
        return byDevice.getOrDefault(deviceId, List.of());
    }

    /** What {@link CacheSnapshot#settled} tells the device {@code deviceId} of rows of {@code appliedSeq}. */
    public List<Long> settled(String deviceId, long appliedSeq) {
        return of(deviceId).stream().filter(entry -> entry.ackedSeq() > 0 && entry.ackedSeq() <= appliedSeq)
                .map(OutboxEntry::position).toList();
    }

    /** The outboxes after a commit by the device {@code deviceId}. */
    public Outboxes after(Commit commit, String deviceId) {
        var after = new HashMap<String, List<OutboxEntry>>();
        byDevice.forEach((device, entries) -> after.put(device, new ArrayList<>(entries)));
        List<OutboxEntry> own = after.computeIfAbsent(deviceId, device -> new ArrayList<>());
        if (commit.replacement() != null) {
            after.forEach((device, entries) -> {
                if (!device.equals(deviceId)) {
                    entries.replaceAll(Outboxes::untraceable);
                }
            });
        }
        for (OutboxChange change : commit.outbox()) {
            switch (change) {
                case OutboxChange.Add(OutboxEntry entry) -> add(own, entry);
                case OutboxChange.Acked(String opId, long seq) -> change(own, opId, entry -> entry.acked(seq));
                case OutboxChange.AckedOf(String device, String opId, long seq) ->
                    change(after.getOrDefault(device, List.of()), opId, entry -> entry.acked(seq));
                case OutboxChange.Remove(String opId) -> own.removeIf(entry -> entry.opId().equals(opId));
            }
        }
        return new Outboxes(after);
    }

    private static OutboxEntry untraceable(OutboxEntry entry) {
        return entry.ackedSeq() == 0 ? entry.acked(OutboxEntry.UNTRACEABLE) : entry;
    }

    private static void add(List<OutboxEntry> entries, OutboxEntry added) {
        boolean isThere = change(entries, added.opId(),
                entry -> added.acked(Math.max(added.ackedSeq(), entry.ackedSeq())));
        if (!isThere) {
            // Nearly always the last. A cache that went back is told again of writes that are older than what it still has.
            int at = entries.size();
            while (at > 0 && entries.get(at - 1).position() > added.position()) {
                at--;
            }
            entries.add(at, added);
        }
    }

    private static boolean change(List<OutboxEntry> entries, String opId, UnaryOperator<OutboxEntry> change) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).opId().equals(opId)) {
                entries.set(i, change.apply(entries.get(i)));
                return true;
            }
        }
        return false;
    }
}
