package dev.dust.benchmarks.run;

import static dev.dust.benchmarks.run.Side.jmh;
import static dev.dust.benchmarks.run.Target.atLeast;
import static dev.dust.benchmarks.run.Target.atMost;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.memory.CatchUpBenchmark;
import dev.dust.benchmarks.memory.ColdPageBenchmark;
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
import dev.dust.benchmarks.memory.WatchBenchmark;
import java.util.List;

/** The rows about the engine on the cache in memory, with a server in the same thread. */
final class MemoryComparisons {
    private static final int SMALL = 1_000;
    /** How many rows there are for each page of 50 of them that have no row in common. */
    private static final int ROWS_OF_PAGE = 500;
    private static final int SUBSCRIPTIONS = 10_000;
    private static final int PENDING = 1_000;

    private final Scale scale;
    private final String entries;

    MemoryComparisons(Scale scale) {
        this.scale = scale;
        this.entries = String.format("%,d entries", scale.large);
    }

    List<Group> groups() {
        return List.of(new Group(get(), getUnderPending(), getAllocation()), new Group(getUnderOverlapping()),
                new Group(contendedGet()), new Group(missing()), new Group(subtree()), new Group(warmPage()),
                new Group(coldPage(), coldPageByLeaps(), coldPageBySteps()), new Group(put()), new Group(putAndHear()),
                new Group(userPut()),
                new Group(userDelete()),
                new Group(eventUnderSubscriptions(), eventUnderPending(false), eventUnderPending(true)),
                new Group(subscribe()), new Group(watch()), new Group(catchUp()), new Group(snapshot()),
                new Group(offlineWrites(), flush()),
                new Group(stores()));
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
                "A look-up in an ordered structure, and as much again for checking the path and making an answer of one moment.",
                "turning the value into an object of the application's. The map's answer is the text itself.");
    }

    private Row getUnderPending() {
        return new Row("the same under 1,000 pending ops elsewhere", get(PENDING), "ours with none", get(0), Unit.RATE,
                atLeast(0.9),
                "That no pending op concerns the path is known from one pass over it.",
                "reading where a pending op is, which has a row of its own.");
    }

    private Row getUnderOverlapping() {
        return new Row("get of a leaf that a pending op is at or above, 1,000 pending", event("get", 0, PENDING, true),
                "ours with none", event("get", 0, 0, false), Unit.RATE, atLeast(0.5),
                "A look-up among the pending ops, and one among the rows.",
                "more than one op at a leaf. The same 1,000 leaves again and again: they are in the caches of the processor.");
    }

    private Row getAllocation() {
        return new Row("allocation of a get, 1,000 pending ops elsewhere", get(PENDING).reading("gc.alloc.rate.norm"),
                "the map's get and an object of an answer's shape",
                large(GetBenchmark.class, "mapGetAndAnswer").reading("gc.alloc.rate.norm"), Unit.BYTES, atMost(1.1),
                "Nothing beyond the answer; a tenth is what the profiler sees of other threads.",
                "answers of more than a leaf, and what a durable cache allocates. The yardstick is what an answer must be, and not what a map's get needs, which is nothing.");
    }

    private Row contendedGet() {
        return new Row("get of a leaf by 4 readers beside a writer, " + entries,
                large(ContendedGetBenchmark.class, "ours").reading("get"),
                "ConcurrentSkipListMap under the same load", large(ContendedGetBenchmark.class, "yardstick").reading("mapGet"),
                Unit.RATE, atLeast(0.5),
                "Readers wait for nobody, so that a writer changes nothing in the ratio of a get alone.",
                "a writer without pauses, and a processor of many cores: what cores cost each other is hardly seen on two.");
    }

    private Row missing() {
        return new Row("get of a missing path, " + entries, large(MissingBenchmark.class, "get"),
                "ConcurrentSkipListMap.get and ceilingKey", large(MissingBenchmark.class, "mapGet"), Unit.RATE, atLeast(0.5),
                "Two look-ups for both: no row there, and none below.",
                "paths beyond all rows, and pending ops, among which there would be a look-up more.");
    }

    private Row subtree() {
        return new Row("get of a subtree of 10 leaves, " + entries, large(SubtreeBenchmark.class, "get"),
                "the skip list's subMap copied to a LinkedHashMap", large(SubtreeBenchmark.class, "mapRange"), Unit.RATE,
                atLeast(0.5), "The same two look-ups, ten steps and ten fields of a new map.",
                "turning the map into an object of the application's. Loading the rows made them neighbours in memory, for both.");
    }

    private Row warmPage() {
        return new Row("page of 50 of users/*/name, warm, " + entries, warmPage(scale.large), "ours at 1,000 entries, warm",
                warmPage(SMALL), Unit.RATE, atLeast(0.5),
                "The cost is the page's, not the store's: the same 50 pages again and again for both.",
                "waits for memory, which the rows about cold pages have.");
    }

    private static Side.Jmh warmPage(int entries) {
        return jmh(PageBenchmark.class, "page").with("entries", entries);
    }

    private Row coldPage() {
        return new Row("page of 50 of users/*/name, cold, " + entries, coldPage("pages"),
                "ours at 1,000 entries, cold: of as many stores as have the same entries together",
                coldPage("pagesOfSmallStores"),
                Unit.RATE, atLeast(0.5),
                "The cost is the page's, not the store's: no page has been read before, since other memory has gone through the caches of the processor.",
                "entries of a disk or a database. The yardstick also finds its store cold.");
    }

    private Row coldPageByLeaps() {
        return new Row("page of 50, cold, beside a skip list's leaps, " + entries, coldPage("pages"),
                "ConcurrentSkipListMap.ceilingEntry for each leap, as cold", coldPage("mapLeaps"), Unit.RATE, atLeast(1),
                "Both wait for memory at each row; a cursor goes on from where it is, and not down from the top.",
                "that there are quicker ways than leaps over so few rows: the next row has one.");
    }

    private Row coldPageBySteps() {
        return new Row("page of 50, cold, beside a skip list's steps, " + entries, coldPage("pages"),
                "ConcurrentSkipListMap.tailMap, and a look at the end of each key, as cold", coldPage("mapSteps"), Unit.RATE,
                atLeast(0.5),
                "As for a subtree: the same rows, and an entry of six fields made of each of 50. To step over the nine between is quicker than to leap.",
                "patterns with more between, over which steps are slower. The map's entries lie in memory in their order, as they were put.");
    }

    private Side.Jmh coldPage(String name) {
        return large(ColdPageBenchmark.class, name).operations(Math.max(1, scale.large / ROWS_OF_PAGE));
    }

    private Row put() {
        return new Row("optimistic put, 256 waiting, " + entries, large(PutBenchmark.class, "put"),
                "ConcurrentSkipListMap.put into a map of those that wait", large(PutBenchmark.class, "mapPutOfFew"), Unit.RATE,
                atLeast(0.1), "An op has an id, a place in the outbox, an event, a view and a message: ten maps' worth.",
                "the reply and the change of the row, which the next row has; the network; a disk. Nobody listens, nobody asks for what became of it.");
    }

    private Row putAndHear() {
        return new Row("put with its echo and its reply, " + entries, large(PutBenchmark.class, "putAndHear"),
                "ConcurrentSkipListMap.put into as many entries", large(PutBenchmark.class, "mapPut"), Unit.RATE, atLeast(0.1),
                "A row among as many changes for both; ours has the ways of an op and of its echo besides: ten maps' worth.",
                "the network; a disk. Nobody listens, nobody asks for what became of it.");
    }

    private Row userPut() {
        return new Row("put of a map of 10 fields, with its echo, " + entries, large(UserBenchmark.class, "put"),
                "the skip list's subMap.clear and 10 puts", large(UserBenchmark.class, "mapPut"), Unit.RATE, atLeast(0.4),
                "The map has 20 changes to make; ours has the same, and the ways of an op and of its echo, 10 each, with a reply, 10 more: two fifths, if the message of 10 fields cost nothing.",
                "the network; a disk. Nobody listens.");
    }

    private Row userDelete() {
        return new Row("delete of a subtree of 10 leaves, with its echo, " + entries, large(UserBenchmark.class, "delete"),
                "the skip list's subMap.clear", large(UserBenchmark.class, "mapDelete"), Unit.RATE, atLeast(0.25),
                "The map has 10 changes to make; ours has the same, and the ways of an op and of its echo, 10 each, with a reply, 10 more.",
                "the network; a disk. Nobody listens.");
    }

    private Side.Jmh event(String name, int subscriptions, int pending, boolean overlapping) {
        return large(EventBenchmark.class, name).with("entries", Math.min(100_000, scale.large))
                .with("subscriptions", subscriptions).with("pending", pending).with("overlapping", overlapping);
    }

    private Row eventUnderSubscriptions() {
        return new Row("apply an event, 10,000 subscriptions", event("apply", SUBSCRIPTIONS, 0, false), "ours with none",
                event("apply", 0, 0, false), Unit.RATE, atLeast(0.8), "No work for a subscription that does not match.",
                "subscriptions that match, and their callbacks. The events set the same 1,000 leaves again and again, as those of the two rows below do.");
    }

    private Row eventUnderPending(boolean overlapping) {
        return new Row("apply an event, 1,000 pending ops " + (overlapping ? "overlapping each" : "overlapping none"),
                event("apply", 0, PENDING, overlapping), "ours with none", event("apply", 0, 0, false), Unit.RATE,
                atLeast(overlapping ? 0.8 : 0.9),
                overlapping
                        ? "Rows change under pending ops without touching them; what they hide is worked out by readers."
                        : "Rows change; pending ops are not looked at.",
                overlapping
                        ? "what readers pay, which has a row above; subscribers, to whom what changes would have to be told."
                        : "subscribers.");
    }

    private Row subscribe() {
        int before = Math.min(100_000, scale.large);
        return new Row(String.format("begin a subscription, where there are %,d", before),
                jmh(SubscribeBenchmark.class, "subscribe").with("subscriptions", before), "ours where there are none",
                jmh(SubscribeBenchmark.class, "subscribe").with("subscriptions", 0), Unit.RATE, atLeast(0.5),
                "The index is a tree of hash tables: larger ones miss the caches of the processor, and no more.",
                "ending it, and many subscriptions to one pattern.");
    }

    private Row watch() {
        return new Row(String.format("tell a watcher of %,d objects of one that has changed", scale.large / Data.FIELDS),
                large(WatchBenchmark.class, "change"),
                "the same by hand: ConcurrentSkipListMap.put, and its subMap read on a virtual thread",
                large(WatchBenchmark.class, "changeByHand"), Unit.RATE, atLeast(0.3),
                "The same hand-over to another thread and back, and the same ten fields; ours has the way of an event besides, and makes an object of them by Jackson.",
                "several changes at once, which are read by pages; what comes before all have been told.");
    }

    private Row catchUp() {
        return new Row(String.format("catch-up of %,d events, %s", scale.many, entries),
                large(CatchUpBenchmark.class, "catchUp").with("events", scale.many).operations(scale.many),
                "ConcurrentSkipListMap.put of the same rows",
                large(CatchUpBenchmark.class, "mapPuts").with("events", scale.many).operations(scale.many), Unit.RATE,
                atLeast(0.2),
                "An event is put in order, becomes changes of rows, a commit and an entry of the activity: half of what an op takes.",
                "the frames, which have been read; a disk. Nobody listens.");
    }

    private Row snapshot() {
        return new Row("snapshot of " + entries,
                large(SnapshotBenchmark.class, "replace").operations(scale.large), "filling a TreeMap with them",
                large(SnapshotBenchmark.class, "fillTreeMap").operations(scale.large), Unit.RATE, atLeast(0.3),
                "Every entry is taken out of its envelope, checked, made a row, and sorted.",
                "the frame, which has been read; a disk. Nobody listens, and all rows are as before.");
    }

    private Side.Jmh offline(String name, int writes) {
        return jmh(OfflineBenchmark.class, name).with("writes", writes).operations(writes);
    }

    private Row offlineWrites() {
        return new Row(String.format("%,d offline writes", scale.many), offline("write", scale.many),
                "an id, put into a LinkedHashMap with its path and into a skip list by its path",
                offline("mapWrite", scale.many), Unit.RATE, atLeast(0.3),
                "What has to be kept is three times as much, as the row about its heap has it.",
                "a disk: a client that is to keep them beyond its end needs a durable cache. Nobody asks for what became of them.");
    }

    private Row flush() {
        return new Row("their flush: sent, answered, settled", offline("flush", scale.many), "ours for 1,000",
                offline("flush", SMALL), Unit.RATE, atLeast(0.3),
                "What a write costs does not depend on how many wait, caches of the processor and garbage collection aside: the maps of the row above have a third of their rate for 1,000.",
                "frames and network: they are answered as fast as they are sent. The yardstick has the whole way of connecting for a hundredth of the writes.");
    }

    private Row stores() {
        return new Row("apply events of 1,000 stores on one connection",
                jmh(StoresBenchmark.class, "apply"), "ConcurrentSkipListMap.put to 1,000 maps by turns",
                jmh(StoresBenchmark.class, "mapPuts"), Unit.RATE, atLeast(0.2),
                "As for a catch-up: both find one of a thousand by turns, and miss the caches of the processor there.",
                "the frames, which have been read. Stores of 100 rows each; nobody listens.");
    }
}
