package dev.dust.lease.machine;

import dev.dust.lease.machine.FlightMachine.Signal;
import dev.dust.sync.Transitions;
import dev.dust.value.LeaseValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A server's lease and result at one key, and clients with a flight each, on virtual time: everything takes a random while,
 * events come in order, and connections, clients and work fail as the seed has it.
 */
final class SimulatedFleet {
    static final Duration TTL = Duration.ofSeconds(30);
    /** The most that a message, a look or an executor takes. */
    static final Duration LATENCY = Duration.ofMillis(400);

    final Random random;
    final List<SimulatedFlight> flights = new ArrayList<>();
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
    private long numbers;
    long now;

    // The server.
    final List<Event> history = new ArrayList<>();
    private LeaseValue lease;
    private long leaseEnds;
    /** When the lease was given or prolonged last. */
    long leaseMoved;

    private record Task(long at, long number, Runnable what) {
    }

    /**
     * A committed op: the lease's row, or the result's, as it is from then on.
     *
     * @param lease    null for none
     * @param result   null for no change of it
     * @param byHolder the token by which the result was fenced, 0 for none
     */
    record Event(long seq, LeaseValue lease, String result, long byHolder) {
    }

    SimulatedFleet(long seed) {
        random = new Random(seed);
    }

    /** A client that begins so long from now. */
    SimulatedFlight join(Duration after, Duration skew, SimulatedFlight.Plan plan) {
        long begins = now + after.toNanos();
        var flight = new SimulatedFlight(this, plan, begins, skew, Transitions.UNHEARD);
        flights.add(flight);
        at(begins, () -> flight.tell(Signal.START));
        return flight;
    }

    /** How many take the lease for their own. */
    long holders() {
        return flights.stream().filter(SimulatedFlight::holds).count();
    }

    // --- Time

    void at(long moment, Runnable what) {
        tasks.add(new Task(Math.max(now, moment), numbers++, what));
    }

    /** After a while of its own. */
    void later(Runnable what) {
        at(now + latency(), what);
    }

    long latency() {
        return (long) (random.nextDouble() * random.nextDouble() * LATENCY.toNanos());
    }

    /** Lets everything happen, up to that moment. */
    void runUntil(Duration end) {
        while (!tasks.isEmpty() && tasks.peek().at() <= end.toNanos()) {
            Task task = tasks.remove();
            now = task.at();
            task.what().run();
            if (holders() > 1) {
                throw new AssertionError(holders() + " hold the lease at the same time");
            }
        }
        now = end.toNanos();
    }

    // --- The server's rules

    private long nextSeq() {
        return history.size() + 1L;
    }

    private void commit(LeaseValue nextLease, String result, long byHolder) {
        lease = nextLease;
        history.add(new Event(nextSeq(), nextLease, result, byHolder));
        flights.forEach(SimulatedFlight::behind);
    }

    boolean isLive() {
        return lease != null && now < leaseEnds;
    }

    /** The token of the lease that was given; 0 if somebody else holds it. */
    long acquire() {
        if (isLive()) {
            return 0;
        }
        long token = nextSeq();
        prolong(token);
        return token;
    }

    boolean renew(long token) {
        boolean holds = isLive() && lease.token() == token;
        if (holds) {
            prolong(token);
        }
        return holds;
    }

    private void prolong(long token) {
        leaseEnds = now + TTL.toNanos();
        leaseMoved = now;
        commit(LeaseValue.of(null, token, leaseEnds / 1_000_000), null, 0);
    }

    void release(long token) {
        if (lease != null && lease.token() == token) {
            commit(null, null, 0);
        }
    }

    boolean publish(String result, long token) {
        boolean passes = isLive() && lease.token() == token;
        if (passes) {
            commit(lease, result, token);
        }
        return passes;
    }

    /** Whether there was a result before that seq. */
    boolean hadResultBefore(long seq) {
        return history.stream().anyMatch(event -> event.result() != null && event.seq() < seq);
    }

    List<Event> results() {
        return history.stream().filter(event -> event.result() != null).toList();
    }
}
