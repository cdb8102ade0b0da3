package dev.dust.benchmarks.run;

import static dev.dust.benchmarks.run.Side.main;
import static dev.dust.benchmarks.run.Target.atLeast;
import static dev.dust.benchmarks.run.Target.atMost;

import dev.dust.benchmarks.server.AckedOnPostgres;
import dev.dust.benchmarks.server.BareBatches;
import dev.dust.benchmarks.server.BareFanOut;
import dev.dust.benchmarks.server.BareNotices;
import dev.dust.benchmarks.server.CaughtUpOps;
import dev.dust.benchmarks.server.CopiedOps;
import dev.dust.benchmarks.server.MembersOfOneStore;
import dev.dust.benchmarks.server.NodeToNode;
import java.util.List;
import java.util.stream.Stream;

/** The rows about servers on PostgreSQL. */
final class ServerComparisons {
    private static final int IN_FLIGHT = 256;
    private static final int NODES = 3;

    private final Scale scale;

    ServerComparisons(Scale scale) {
        this.scale = scale;
    }

    List<Group> groups() {
        return Stream.of(acked(1, 1), acked(1, IN_FLIGHT), acked(NODES, 1), acked(NODES, IN_FLIGHT), changeLatency(), members(),
                catchUp()).map(row -> new Group(row)).toList();
    }

    private Row acked(int nodes, int inFlight) {
        return new Row(
                String.format("acked writes, %s on PostgreSQL, %d in flight", nodes == 1 ? "a server" : nodes + " servers",
                        inFlight),
                main(AckedOnPostgres.class, nodes, inFlight, scale.warmUp, scale.seconds),
                "the same rows in bare transactions, " + (inFlight == 1 ? "one each" : "as large batches"),
                main(BareBatches.class, nodes, inFlight, scale.warmUp, scale.seconds), Unit.RATE, atLeast(0.5),
                "The database writes the same for both; ours looks up ids and what is below besides, has a client, a socket and rules, and tells members.",
                "a network; waiting for a disk, since the database runs without fsync: that would be the same for both.");
    }

    private Row changeLatency() {
        int turns = scale == Scale.SMOKE ? 3 : 2_000;
        return new Row("change latency, from a client of one server to a client of another on the same PostgreSQL",
                main(NodeToNode.class, turns, turns), "NOTIFY, and a NOTIFY in answer",
                main(BareNotices.class, turns, turns), Unit.MICROSECONDS, atMost(3),
                "A commit, a notice and two sockets, where the yardstick has two notices.",
                "a network; other writes meanwhile: a notice waits for company where the one before was less than 5 ms ago.");
    }

    private Row members() {
        int members = scale == Scale.SMOKE ? 3 : 1_000;
        int events = scale == Scale.SMOKE ? 10 : 500;
        return new Row(String.format("events to %,d members of one store on a server", members),
                main(MembersOfOneStore.class, members, events, scale.times),
                "the bytes of an event, written to as many sockets, a write for each",
                main(BareFanOut.class, members, events, scale.times), Unit.RATE, atLeast(0.5),
                "An event is encoded once for all, and what waits for a member goes out together, which the yardstick does not; ours has a queue for each member.",
                "a network, TLS; the members, which only count; slow members.");
    }

    private Row catchUp() {
        return new Row(String.format("catch-up of %,d ops, a server on PostgreSQL", scale.many),
                main(CaughtUpOps.class, scale.many, scale.times), "COPY of the same rows",
                main(CopiedOps.class, scale.many, scale.times), Unit.RATE, atLeast(0.3),
                "What COPY gives as text, ours reads into ops and makes frames of, which go over a socket.",
                "a network, TLS; the client, which only counts.");
    }
}
