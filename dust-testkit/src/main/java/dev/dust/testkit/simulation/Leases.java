package dev.dust.testkit.simulation;

import dev.dust.PendingWrite;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.lease.Lease;
import dev.dust.server.ledger.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The leases of a client: those that it asked for, and those that it got. */
final class Leases {
    /** The ops on leases, on the wire. */
    static final Set<String> OPS = Set.of("lease", "renew", "release");

    /** As long as a lease is waited for, and a little for what has to run until its caller is answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(32);

    private record Asked(String what, CompletableFuture<Optional<Lease>> answer, long dueNanos, int history) {
    }

    private final World world;
    private final ClientStore client;
    private final List<Asked> asked = new ArrayList<>();
    private final List<Lease> taken = new ArrayList<>();
    /** On which connection each lease op was asked for, by client_op_id. */
    private final Map<String, Link> connections = new HashMap<>();
    private final Set<String> received = new HashSet<>();
    /** How often the server lost its tail, and began anew. */
    private int histories;

    Leases(World world, ClientStore client) {
        this.world = world;
        this.client = client;
    }

    /** A lease op was asked for; what it gives back is a lease, or nothing. */
    void asked(ProcessStore store, String what, CompletableFuture<Optional<Lease>> answer) {
        asked.add(new Asked(what, answer, world.time().nanos() + PATIENCE.toNanos(), histories));
        for (PendingWrite write : store.store().pending()) {
            if (OPS.contains(write.op().wire())) {
                connections.putIfAbsent(write.opId(), store.process().link());
            }
        }
    }

    /**
     * The server hears of a lease op: on the connection on which it was asked for, and once, for a late lease is worse than
     * none.
     */
    void received(@Nullable String opId, Link link) {
        if (connections.get(opId) != link) {
            throw new SimulationFailure(client + " sends the lease op " + opId + " after a reconnect");
        }
        if (!received.add(opId)) {
            throw new SimulationFailure(client + " sends the lease op " + opId + " again");
        }
    }

    /** The server asked to send a lease op again. */
    void putOff(@Nullable String opId) {
        received.remove(opId);
    }

    /** The leases that were taken, held or not any more. */
    List<Lease> taken() {
        for (Iterator<Asked> rest = asked.iterator(); rest.hasNext();) {
            Asked next = rest.next();
            if (next.answer().isDone()) {
                rest.remove();
                check(next);
            }
        }
        return taken;
    }

    private void check(Asked asked) {
        if (asked.answer().state() == Future.State.SUCCESS) {
            asked.answer().join().filter(lease -> asked.history() == histories).ifPresent(lease -> {
                checkGranted(asked.what(), lease);
                taken.add(lease);
            });
            return;
        }
        Throwable why = asked.answer().exceptionNow();
        boolean expected = why instanceof UnavailableException || why instanceof AnswerTimeoutException
                || why instanceof RefusedException || why instanceof ClosedException;
        if (!expected) {
            throw new SimulationFailure(client + " answers " + asked.what() + " with " + why, why);
        }
    }

    /** The token is the store_seq of the op that took the lease (docs/protocol.md#leases). */
    private void checkGranted(String what, Lease lease) {
        Event event = lease.token() < 1 || lease.token() > client.records().lastSeq()
                ? null
                : client.records().event(lease.token());
        if (event == null || !event.op().equals("lease") || !event.path().equals(lease.key().key())
                || !client.client().device().equals(event.deviceId())) {
            throw new SimulationFailure(client + " got " + lease + " for " + what + ", and the server committed " + event);
        }
    }

    /** Everybody has been answered who should have been by now. */
    void checkInTime(long nanos) {
        for (Asked each : asked) {
            if (each.dueNanos() < nanos && !each.answer().isDone()) {
                throw new SimulationFailure(
                        client + " leaves " + each.what() + " without an answer for longer than " + PATIENCE);
            }
        }
    }

    /** Whether somebody has not been answered who should have been by now. */
    boolean isOverdue(long nanos) {
        return asked.stream().anyMatch(each -> each.dueNanos() < nanos && !each.answer().isDone());
    }

    /** What the server committed after {@code seq} is about to be lost there, leases too. */
    void tailIsLost(long seq) {
        taken();
        taken.removeIf(lease -> lease.token() > seq);
        histories++;
    }

    /** The process died: nobody waits any more. */
    void forget() {
        asked.clear();
    }

    /** Everybody has been answered. */
    void checkAnswered() {
        taken();
        if (!asked.isEmpty()) {
            throw new SimulationFailure(client + " has never answered " + asked.getFirst().what());
        }
    }
}
