package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.BrokenCommits.committing;
import static dev.dust.testkit.contract.BrokenCommits.rewriting;
import static dev.dust.testkit.contract.BrokenCommits.storing;
import static dev.dust.testkit.contract.BrokenCommits.withOutbox;
import static dev.dust.testkit.contract.Passing.stores;

import dev.dust.cache.Cache;
import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.contract.Passing.OverCache;
import dev.dust.testkit.contract.Passing.OverStore;
import dev.dust.value.DateTimeValue;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Caches that spoil what they hold: values, keys, the outbox, the device id. */
final class BrokenContents {
    private BrokenContents() {
    }

    static Stream<BrokenCache> all() {
        return Stream.concat(valuesAndKeys(), outboxAndDevice());
    }

    private static Stream<BrokenCache> valuesAndKeys() {
        var all = Stream.<BrokenCache>builder();
        all.add(new BrokenCache("keeps integers as doubles", "numbers_keepKindAndSize", () -> storingValues(
                value -> value instanceof IntValue n && n.isLong() ? Value.of((long) (double) n.longValue()) : value)));
        all.add(new BrokenCache("writes whole floats as integers", "numbers_keepKindAndSize", () -> storingValues(
                value -> value instanceof FloatValue(double d) && d == Math.rint(d) ? Value.of((long) d) : value)));
        all.add(new BrokenCache("loses the sign of zero", "numbers_keepKindAndSize",
                () -> storingValues(value -> value instanceof FloatValue(double d) ? Value.of(d + 0.0) : value)));
        all.add(new BrokenCache("takes an empty list for null", "scalarsAndLists_comeBackEqual",
                () -> storingValues(value -> value.equals(ListValue.EMPTY) ? Value.NULL : value)));
        all.add(new BrokenCache("writes a datetime anew", "typedValues_comeBackEqual",
                () -> storingValues(value -> value instanceof DateTimeValue time ? Value.of(time.instant()) : value)));
        all.add(new BrokenCache("ends texts at U+0000", "hostileTexts_comeBackEqual", () -> storingValues(
                value -> value instanceof TextValue(String text) ? Value.of(text.split("\0", 2)[0]) : value)));
        all.add(new BrokenCache("composes the characters of keys", "hostileKeys_findTheirRows",
                () -> storingKeys(key -> Normalizer.normalize(key, Normalizer.Form.NFC))));
        all.add(new BrokenCache("cuts keys short", "longKeys_areToldApartByTheirLastCharacter",
                () -> storingKeys(key -> key.substring(0, Math.min(key.length(), 2_700)))));
        all.add(new BrokenCache("takes the type from the value", "rowFields_comeBackEqual",
                () -> storing(row -> new Row(row.key(), row.value(), row.value().type(), row.revision(), row.syncedAt()))));
        return all.build();
    }

    private static Cache storingValues(UnaryOperator<Value> rewrite) {
        return storing(row -> new Row(row.key(), rewrite.apply(row.value()), row.type(), row.revision(), row.syncedAt()));
    }

    private static Cache storingKeys(UnaryOperator<String> rewrite) {
        return storing(row -> new Row(rewrite.apply(row.key()), row.value(), row.type(), row.revision(), row.syncedAt()));
    }

    private static OutboxChange behindAll(OutboxChange change, StoreCache store) {
        List<OutboxEntry> there = store.outbox();
        return !there.isEmpty() && change instanceof OutboxChange.Add(OutboxEntry entry)
                && entry.position() < there.getLast().position()
                        ? new OutboxChange.Add(new OutboxEntry(entry.opId(), there.getLast().position() + 1, entry.createdAt(),
                                entry.ackedSeq(), entry.op()))
                        : change;
    }

    private static Stream<BrokenCache> outboxAndDevice() {
        var all = Stream.<BrokenCache>builder();
        all.add(new BrokenCache("sorts the outbox by id", "outbox_isInOrderOfPosition",
                () -> readingOutbox(outbox -> outbox.stream().sorted(Comparator.comparing(OutboxEntry::opId)).toList())));
        all.add(new BrokenCache("puts what it is told again behind what it has", "entryOfAnOlderPosition_comesInItsPlace",
                () -> rewriting((commit, store) -> withOutbox(commit,
                        commit.outbox().stream().map(change -> behindAll(change, store)).toList()))));
        all.add(new BrokenCache("notes no acks", "acked_notesTheSeqOfItsEntry",
                () -> rewritingOutbox(change -> change instanceof OutboxChange.Acked ? null : change)));
        all.add(new BrokenCache("removes only what was acked", "remove_takesExactlyItsEntry",
                () -> rewriting(BrokenContents::removingAcked)));
        all.add(new BrokenCache("adds before it acks and removes", "outboxSteps_takeEffectInTheirOrder",
                () -> rewriting((commit, store) -> withOutbox(commit, commit.outbox().stream()
                        .sorted(Comparator.comparing(change -> !(change instanceof OutboxChange.Add))).toList()))));
        all.add(new BrokenCache("keeps no ops", "outboxEntries_comeBackEqual",
                () -> rewritingOutbox(BrokenContents::withoutOp)));
        all.add(new BrokenCache("has one outbox for all devices", "outboxes_areApartByDeviceAndStore",
                BrokenContents::oneOutboxForAll));
        all.add(new BrokenCache("empties the outbox with the rows", "outbox_staysWhenRowsAreReplaced",
                () -> committing((commit, store) -> {
                    if (commit.replacement() != null) {
                        store.commit(Commit.ofOutbox(store.outbox().stream()
                                .<OutboxChange>map(entry -> new OutboxChange.Remove(entry.opId())).toList()));
                    }
                    return store.commit(commit);
                })));
        all.add(new BrokenCache("makes a device id each time", "deviceId_isMadeOnceAndKept",
                () -> naming((configured, fresh) -> configured == null ? fresh.get() : configured)));
        all.add(new BrokenCache("prefers the device id that it kept", "deviceId_thatIsConfiguredCounts",
                () -> naming((configured, fresh) -> "dev_kept")));
        all.add(new BrokenCache("says that it is durable", "durableCache_keepsEverything", BrokenContents::boasting));
        return all.build();
    }

    private static Cache readingOutbox(Function<List<OutboxEntry>, List<OutboxEntry>> reading) {
        return stores(store -> new OverStore(store) {
            @Override
            public List<OutboxEntry> outbox() {
                return reading.apply(super.outbox());
            }
        });
    }

    private static Cache rewritingOutbox(Function<OutboxChange, OutboxChange> rewrite) {
        return rewriting((commit, store) -> withOutbox(commit,
                commit.outbox().stream().flatMap(change -> Stream.ofNullable(rewrite.apply(change))).toList()));
    }

    private static Commit removingAcked(Commit commit, StoreCache store) {
        var changes = new ArrayList<>(commit.outbox());
        changes.removeIf(change -> change instanceof OutboxChange.Remove(String opId)
                && store.outbox().stream().anyMatch(entry -> entry.opId().equals(opId) && entry.ackedSeq() == 0));
        return withOutbox(commit, changes);
    }

    private static OutboxChange withoutOp(OutboxChange change) {
        return change instanceof OutboxChange.Add(OutboxEntry entry)
                ? new OutboxChange.Add(
                        new OutboxEntry(entry.opId(), entry.position(), entry.createdAt(), entry.ackedSeq(), Value.NULL))
                : change;
    }

    private static Cache oneOutboxForAll() {
        return new OverCache() {
            @Override
            public StoreCache open(String store, String deviceId) {
                return super.open(store, "all");
            }
        };
    }

    private interface Naming {
        String deviceId(String configured, Supplier<String> fresh);
    }

    private static Cache naming(Naming naming) {
        return new OverCache() {
            @Override
            public String deviceId(String configured, Supplier<String> fresh) {
                return naming.deviceId(configured, fresh);
            }
        };
    }

    private static Cache boasting() {
        return new OverCache() {
            @Override
            public boolean durable() {
                return true;
            }
        };
    }
}
