package dev.dust.benchmarks.run;

import static dev.dust.benchmarks.run.Side.jmh;
import static dev.dust.benchmarks.run.Side.main;
import static dev.dust.benchmarks.run.Target.atLeast;
import static dev.dust.benchmarks.run.Target.atMost;

import dev.dust.benchmarks.codec.JsonBenchmark;
import dev.dust.benchmarks.codec.MessagePackBenchmark;
import dev.dust.benchmarks.heap.EntryHeap;
import dev.dust.benchmarks.heap.KeptHeap;
import dev.dust.benchmarks.heap.MapHeap;
import dev.dust.benchmarks.heap.PendingHeap;
import dev.dust.benchmarks.heap.SnapshotPeak;
import dev.dust.benchmarks.heap.TreePeak;
import dev.dust.benchmarks.postgres.CursorPeak;
import dev.dust.benchmarks.postgres.PostgresCatchUpBenchmark;
import dev.dust.benchmarks.postgres.PostgresGetBenchmark;
import dev.dust.benchmarks.postgres.PostgresPageBenchmark;
import dev.dust.benchmarks.postgres.PostgresSnapshotBenchmark;
import dev.dust.benchmarks.postgres.StreamPeak;
import dev.dust.benchmarks.socket.AckedWrites;
import dev.dust.benchmarks.socket.BareConnects;
import dev.dust.benchmarks.socket.EchoedJoins;
import dev.dust.benchmarks.socket.EchoedWrites;
import dev.dust.benchmarks.socket.JoinedStores;
import dev.dust.benchmarks.socket.ReconnectedClients;
import java.util.List;

/** The rows about heap, PostgreSQL, codecs and sockets. */
final class OtherComparisons {
    private final Scale scale;
    private final String entries;

    OtherComparisons(Scale scale) {
        this.scale = scale;
        this.entries = String.format("%,d entries", scale.large);
    }

    List<Group> groups() {
        return List.of(new Group(entryHeap()), new Group(pendingHeap()), new Group(snapshotPeak()), new Group(streamPeak()),
                new Group(postgresGet(), postgresPage()),
                new Group(postgresSnapshot()), new Group(postgresCatchUp()), new Group(jsonDecode(), jsonEncode()),
                new Group(messagePackDecode(), messagePackEncode()), new Group(ackedWrites()), new Group(joinedStores()),
                new Group(reconnect()));
    }

    private Row entryHeap() {
        return new Row("heap per entry, memory, " + entries, main(EntryHeap.class, scale.large),
                "ConcurrentSkipListMap<String, String> of the same", main(MapHeap.class, scale.large), Unit.BYTES, atMost(1.5),
                "Both hold path and text; a row has a revision, a time, a type and a typed value besides.",
                "rows that came one by one, by events; pending ops; what grows with use, as the activity does.");
    }

    private Row pendingHeap() {
        return new Row(String.format("heap per pending op, %,d offline writes", scale.many),
                main(PendingHeap.class, scale.many),
                "id, path and text in a LinkedHashMap by id and a skip list by path", main(KeptHeap.class, scale.many),
                Unit.BYTES, atMost(3),
                "What has to be kept, once for the cache's outbox, once for the core, and once for whoever waits for the answer.",
                "a connection, on whose way they would be too; objects that the application keeps of them.");
    }

    private Row snapshotPeak() {
        int sent = Math.max(20_000, scale.large);
        double precision = scale == Scale.SMOKE ? 3 : 0.03;
        return new Row(String.format("smallest heap for a snapshot frame of %,d entries, read and applied", sent),
                main(SnapshotPeak.class, sent, precision), "Jackson's tree of the same frame",
                main(TreePeak.class, sent, precision),
                Unit.FRAMES, atMost(1.5),
                "Frame and tree are there at once for both; ours makes rows of the tree before it is gone.",
                "a store that has rows already, which stay until the new ones are there. A reader that makes no tree needs less than the yardstick.");
    }

    private Row streamPeak() {
        double precision = scale == Scale.SMOKE ? 3 : 0.05;
        return new Row("smallest heap for reading " + entries + " as a stream, PostgreSQL",
                main(StreamPeak.class, scale.large, precision), "a SELECT of the same rows, 1,000 at once",
                main(CursorPeak.class, scale.large, precision), Unit.MEBIBYTES, atMost(4),
                "What does not grow with the rows: the classes and pools of a client, and a page of its rows, where the yardstick has a driver and a page of texts.",
                "what the application keeps of the rows; a server's connection, on which events would come meanwhile.");
    }

    private Row postgresGet() {
        return new Row("get, PostgreSQL, " + entries, jmh(PostgresGetBenchmark.class, "get").with("entries", scale.large),
                "the same SELECT by a bare prepared statement",
                jmh(PostgresGetBenchmark.class, "select").with("entries", scale.large), Unit.RATE, atLeast(0.7),
                "One round trip for both; the rest is a connection from the pool and the value's JSON.",
                "a network, since the database is on the same machine, and its rows in memory; several threads at the pool.");
    }

    private Row postgresPage() {
        return new Row("page of 50, PostgreSQL, " + entries,
                jmh(PostgresPageBenchmark.class, "page").with("entries", scale.large),
                "the same SELECT by a bare prepared statement",
                jmh(PostgresPageBenchmark.class, "select").with("entries", scale.large), Unit.RATE, atLeast(0.5),
                "One round trip for both; ours sets how the planner is to find the rows in the same message, and makes values of the rows' JSON.",
                "a network, since the database is on the same machine, and its rows in memory; several threads at the pool; pending ops, under which a page takes three messages.");
    }

    private Row postgresSnapshot() {
        return new Row("snapshot of " + entries + ", PostgreSQL",
                jmh(PostgresSnapshotBenchmark.class, "load").with("entries", scale.large).operations(scale.large),
                "a binary COPY of the same rows beside the old ones, which it deletes",
                jmh(PostgresSnapshotBenchmark.class, "copy").with("entries", scale.large).operations(scale.large), Unit.RATE,
                atLeast(0.5),
                "The same transaction for both: as many rows as come take the place of as many; ours makes rows and JSON of the entries first, and sorts them.",
                "the frame, which has been read, and the database's clean-up afterwards; waiting for a disk, since the database runs without fsync.");
    }

    private Row postgresCatchUp() {
        int stored = Math.min(100_000, scale.large);
        return new Row(String.format("catch-up of %,d events, PostgreSQL, %,d entries", scale.many, stored),
                jmh(PostgresCatchUpBenchmark.class, "catchUp").with("entries", stored).with("events", scale.many)
                        .operations(scale.many),
                "an upsert of the same rows from arrays, 512 to a transaction",
                jmh(PostgresCatchUpBenchmark.class, "upsert").with("entries", stored).with("events", scale.many)
                        .operations(scale.many),
                Unit.RATE, atLeast(0.5), "The database does the same work for both; a set also looks for rows below its path.",
                "the frames, which have been read; waiting for a disk, since the database runs without fsync: that would be the same for both, once for each transaction.");
    }

    private Row jsonDecode() {
        return new Row("JSON, an event's frame: read", jmh(JsonBenchmark.class, "decode"), "Jackson's tree",
                jmh(JsonBenchmark.class, "readTree"), Unit.RATE, atLeast(0.55),
                "Ours refuses malformed UTF-8 and unpaired surrogates, and no choice of keys makes it slow: Jackson's tree over characters, without its table of names, has 0.83x, and looking at each string costs ours 0.18x.",
                "long frames, deep ones, and text beyond ASCII. The same 1,000 frames again and again, here and in the three rows below: they are in the caches of the processor, and names are those that Jackson's table knows.");
    }

    private Row jsonEncode() {
        return new Row("JSON, an event's frame: written", jmh(JsonBenchmark.class, "encode"), "Jackson's tree",
                jmh(JsonBenchmark.class, "writeTree"), Unit.RATE, atLeast(0.7),
                "The same generator over a tree of the same shape.",
                "long frames, deep ones, and text beyond ASCII. A yardstick that drives the generator by hand, as ours does, would be spared what a mapper does besides.");
    }

    private Row messagePackDecode() {
        return new Row("MessagePack, an event's frame: read", jmh(MessagePackBenchmark.class, "decode"),
                "msgpack-core's unpacker into maps, lists and strings", jmh(MessagePackBenchmark.class, "unpack"), Unit.RATE,
                atLeast(0.7), "The same bytes into as many objects; ours believes no length, and refuses malformed UTF-8.",
                "long frames, deep ones, and text beyond ASCII. The unpacker, which ours is built on too, has an object of its own for each frame in both.");
    }

    private Row messagePackEncode() {
        return new Row("MessagePack, an event's frame: written", jmh(MessagePackBenchmark.class, "encode"),
                "msgpack-core's packer over maps and lists", jmh(MessagePackBenchmark.class, "pack"), Unit.RATE, atLeast(0.7),
                "The same packer over a tree of the same shape.",
                "long frames, deep ones, and text beyond ASCII.");
    }

    private Row ackedWrites() {
        return new Row("acked writes over the socket, 256 in flight", main(AckedWrites.class, scale.warmUp, scale.seconds),
                "a Tyrus echo of the requests' bytes, over the same client's socket",
                main(EchoedWrites.class, scale.warmUp, scale.seconds), Unit.RATE,
                atLeast(0.5),
                "For one frame out and one back, ours has one out and two back: reply and broadcast. Both clients send what waits by one system call, and both servers each frame by its own.",
                "a network, TLS, a disk, and other clients' writes. Both servers share the machine's cores with their clients; ours is the testkit's, which does more for a write than an echo.");
    }

    private Row joinedStores() {
        int stores = Math.min(1_000, scale.many);
        return new Row(String.format("%,d stores joined on one connection", stores),
                main(JoinedStores.class, stores, scale.times),
                "a Tyrus echo of two frames for each join, over the same client's socket",
                main(EchoedJoins.class, stores, scale.times), Unit.RATE,
                atLeast(0.2),
                "The same frames; ours opens a cache and an engine for each store, and waits for two round trips.",
                "a network, TLS; stores that have anything to catch up with.");
    }

    private Row reconnect() {
        int clients = scale == Scale.SMOKE ? 2 : 100;
        return new Row(clients + " clients back after a cut, at once", main(ReconnectedClients.class, clients, scale.times),
                clients + " connects to the same server by Tyrus over the same sockets",
                main(BareConnects.class, clients, scale.times), Unit.RATE,
                atLeast(0.3), "A connect for both; ours then joins, which takes a round trip and the frames of a catch-up.",
                "a network, TLS; clients on machines of their own. The server's own work at the cut is in ours alone.");
    }
}
