package dev.dust.benchmarks.run;

import static dev.dust.benchmarks.run.Side.jmh;
import static dev.dust.benchmarks.run.Target.atLeast;
import static dev.dust.benchmarks.run.Target.atMost;

import dev.dust.benchmarks.memory.CatchUpBenchmark;
import dev.dust.benchmarks.memory.ContendedGetBenchmark;
import dev.dust.benchmarks.memory.EventBenchmark;
import dev.dust.benchmarks.memory.GetBenchmark;
import dev.dust.benchmarks.memory.MissingBenchmark;
import dev.dust.benchmarks.memory.OfflineBenchmark;
import dev.dust.benchmarks.memory.PageBenchmark;
import dev.dust.benchmarks.memory.PutBenchmark;
import dev.dust.benchmarks.memory.SnapshotBenchmark;
import dev.dust.benchmarks.memory.StoresBenchmark;
import dev.dust.benchmarks.memory.SubscribeBenchmark;
import dev.dust.benchmarks.memory.SubtreeBenchmark;
import dev.dust.benchmarks.memory.UserBenchmark;
import java.util.List;

/** The rows about the engine on the cache in memory, with a server in the same thread. */
final class MemoryRows {
    private static final int SMALL = 1_000;
    private static final int FEW = 50;
    private static final int SUBSCRIPTIONS = 10_000;
    private static final int PENDING = 1_000;

    private final Scale scale;
    private final String entries;

    MemoryRows(Scale scale) {
        this.scale = scale;
        this.entries = String.format("%,d entries", scale.large);
    }

    List<Group> groups() {
        return List.of(group(get(), getUnderPending(), getAllocation()), group(contendedGet()), group(missing()),
                group(subtree()),
                group(page(), otherPage()), group(put()), group(userPut()), group(userDelete()),
                group(eventUnderSubscriptions(), eventUnderPending(false), eventUnderPending(true)), group(subscribe()),
                group(catchUp()), group(snapshot()), group(offlineWrites(), flush()), group(stores()));
    }

    private Group group(Row... rows) {
        return new Group(List.of(rows), scale.rounds, false);
    }

    private Side.Jmh large(Class<?> benchmark, String name) {
        return jmh(benchmark, name).with("entries", scale.large);
    }

    private Side.Jmh get(int pending) {
        return large(GetBenchmark.class, "get").with("pending", pending);
    }

    private Row get() {
        return new Row("get of a leaf, " + entries, get(0), "ConcurrentSkipListMap.get of the same keys",
                large(GetBenchmark.class, "mapGet"), Unit.RATE, atLeast(0.5),
                "A look-up in an ordered structure, and as much again for checking the path and making an answer of one moment.");
    }

    private Row getUnderPending() {
        return new Row("the same under 1,000 pending ops elsewhere", get(PENDING), "ours with none", get(0), Unit.RATE,
                atLeast(0.9),
                "That no pending op concerns the path is known from one pass over it.");
    }

    private Row getAllocation() {
        return new Row("allocation of a get, 1,000 pending ops elsewhere", get(PENDING).reading("gc.alloc.rate.norm"),
                "the map's get and an object of an answer's shape",
                large(GetBenchmark.class, "mapGetAndAnswer").reading("gc.alloc.rate.norm"), Unit.BYTES, atMost(1.1),
                "Nothing beyond the answer; a tenth is what the profiler sees of other threads.");
    }

    private Row contendedGet() {
        return new Row("get of a leaf by 4 readers beside a writer, " + entries,
                large(ContendedGetBenchmark.class, "ours").reading("get"),
                "ConcurrentSkipListMap under the same load", large(ContendedGetBenchmark.class, "yardstick").reading("mapGet"),
                Unit.RATE, atLeast(0.5),
                "Readers wait for nobody, so that a writer changes nothing in the ratio of a get alone.");
    }

    private Row missing() {
        return new Row("get of a missing path, " + entries, large(MissingBenchmark.class, "get"),
                "ConcurrentSkipListMap.get and ceilingKey", large(MissingBenchmark.class, "mapGet"), Unit.RATE, atLeast(0.5),
                "Two look-ups for both: no row there, and none below.");
    }

    private Row subtree() {
        return new Row("get of a subtree of 10 leaves, " + entries, large(SubtreeBenchmark.class, "get"),
                "the skip list's subMap copied to a LinkedHashMap", large(SubtreeBenchmark.class, "mapRange"), Unit.RATE,
                atLeast(0.5), "The same two look-ups, ten steps and ten fields of a new map.");
    }

    private Row page() {
        return new Row("page of 50 of users/*/name, " + entries, page("page", scale.large, FEW), "ours at 1,000 entries",
                page("page", SMALL, FEW), Unit.RATE, atLeast(0.5),
                "The cost is the page's, not the store's: 50 different pages for both, of which those of 1,000 entries are in the nearest cache of the processor.");
    }

    private Row otherPage() {
        return new Row("page of 50, each time another of them, " + entries, page("page", scale.large, scale.large),
                "ConcurrentSkipListMap.ceilingEntry for each leap", page("mapPage", scale.large, scale.large), Unit.RATE,
                atLeast(1), "Both wait for memory at each row; a cursor goes on from where it is, and not down from the top.");
    }

    private static Side.Jmh page(String name, int entries, int pages) {
        return jmh(PageBenchmark.class, name).with("entries", entries).with("pages", pages);
    }

    private Row put() {
        return new Row("optimistic put, " + entries, large(PutBenchmark.class, "put"), "ConcurrentSkipListMap.put",
                large(PutBenchmark.class, "mapPut"), Unit.RATE, atLeast(0.1),
                "An op has an id, a place in the outbox, an event, a view and a message: ten maps' worth.");
    }

    private Row userPut() {
        return new Row("put of a map of 10 fields, " + entries, large(UserBenchmark.class, "put"),
                "the skip list's subMap.clear and 10 puts", large(UserBenchmark.class, "mapPut"), Unit.RATE, atLeast(0.4),
                "The map has 20 changes to make; ours has the same, and the way of one op, which may cost 10 puts, with its message of 10 fields, as much again.");
    }

    private Row userDelete() {
        return new Row("delete of a subtree of 10 leaves, with its echo, " + entries, large(UserBenchmark.class, "delete"),
                "the skip list's subMap.clear", large(UserBenchmark.class, "mapDelete"), Unit.RATE, atLeast(0.25),
                "The map has 10 changes to make; ours has the same, and the ways of an op and of its echo, 10 each, with a reply, 10 more.");
    }

    private Side.Jmh event(int subscriptions, int pending, boolean overlapping) {
        return large(EventBenchmark.class, "apply").with("entries", Math.min(100_000, scale.large))
                .with("subscriptions", subscriptions).with("pending", pending).with("overlapping", overlapping);
    }

    private Row eventUnderSubscriptions() {
        return new Row("apply an event, 10,000 subscriptions", event(SUBSCRIPTIONS, 0, false), "ours with none",
                event(0, 0, false), Unit.RATE, atLeast(0.8), "No work for a subscription that does not match.");
    }

    private Row eventUnderPending(boolean overlapping) {
        return new Row("apply an event, 1,000 pending ops " + (overlapping ? "overlapping each" : "overlapping none"),
                event(0, PENDING, overlapping), "ours with none", event(0, 0, false), Unit.RATE,
                atLeast(overlapping ? 0.8 : 0.9),
                overlapping
                        ? "Rows change under pending ops without touching them; what they hide is worked out by readers."
                        : "Rows change; pending ops are not looked at.");
    }

    private Row subscribe() {
        int before = Math.min(100_000, scale.large);
        return new Row(String.format("begin a subscription, where there are %,d", before),
                jmh(SubscribeBenchmark.class, "subscribe").with("subscriptions", before), "ours where there are none",
                jmh(SubscribeBenchmark.class, "subscribe").with("subscriptions", 0), Unit.RATE, atLeast(0.5),
                "The index is a tree of hash tables: larger ones miss the caches of the processor, and no more.");
    }

    private Row catchUp() {
        return new Row(String.format("catch-up of %,d events, %s", scale.many, entries),
                large(CatchUpBenchmark.class, "catchUp").with("events", scale.many).operations(scale.many),
                "ConcurrentSkipListMap.put of the same rows",
                large(CatchUpBenchmark.class, "mapPuts").with("events", scale.many).operations(scale.many), Unit.RATE,
                atLeast(0.2),
                "An event is put in order, becomes changes of rows, a commit and an entry of the activity: half of what an op takes.");
    }

    private Row snapshot() {
        return new Row("snapshot of " + entries,
                large(SnapshotBenchmark.class, "replace").operations(scale.large), "filling a TreeMap with them",
                large(SnapshotBenchmark.class, "fillTreeMap").operations(scale.large), Unit.RATE, atLeast(0.3),
                "Every entry is taken out of its envelope, checked, made a row, and sorted.");
    }

    private Side.Jmh offline(String name, int writes) {
        return jmh(OfflineBenchmark.class, name).with("writes", writes).operations(writes);
    }

    private Row offlineWrites() {
        return new Row(String.format("%,d offline writes", scale.many), offline("write", scale.many),
                "an id, put into a LinkedHashMap with its path and into a skip list by its path",
                offline("mapWrite", scale.many), Unit.RATE, atLeast(0.3),
                "What has to be kept is three times as much, as the row about its heap has it.");
    }

    private Row flush() {
        return new Row("their flush: sent, answered, settled", offline("flush", scale.many), "ours for 1,000",
                offline("flush", SMALL), Unit.RATE, atLeast(0.3),
                "What a write costs does not depend on how many wait, caches of the processor and garbage collection aside: the maps of the row above have a third of their rate for 1,000.");
    }

    private Row stores() {
        return new Row("apply events of 1,000 stores on one connection",
                jmh(StoresBenchmark.class, "apply"), "ConcurrentSkipListMap.put to 1,000 maps by turns",
                jmh(StoresBenchmark.class, "mapPuts"), Unit.RATE, atLeast(0.2),
                "As for a catch-up: both find one of a thousand by turns, and miss the caches of the processor there.");
    }
}
