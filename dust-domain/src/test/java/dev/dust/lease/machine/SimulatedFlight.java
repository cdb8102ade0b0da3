package dev.dust.lease.machine;

import dev.dust.lease.LeaseLoss;
import dev.dust.lease.machine.FlightMachine.Signal;
import dev.dust.lease.machine.SimulatedFleet.Event;
import dev.dust.sync.Transitions;
import dev.dust.time.Durations;
import dev.dust.value.LeaseValue;
import java.time.Duration;

/** One client of a {@link SimulatedFleet}, with a view of its own that lags behind, and one flight. */
final class SimulatedFlight implements FlightActions {
    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(30);

    private final SimulatedFleet fleet;
    private final Plan plan;
    private final FlightMachine flight;
    private LeaseMachine lease;
    /** By how much its time of day is not the server's. */
    private final long skew;

    // The connection.
    private final SimulatedLine line;
    private boolean dead;
    private boolean updating;

    // The view.
    private int applied;
    private String seen;
    private boolean sawOwnLease;

    // The flight.
    private long askedAt;
    private long granted;
    private boolean interrupted;
    private int turnsOfWork;
    private boolean unpublished;
    private long flightWake = Durations.NEVER;
    private long leaseWake = Durations.NEVER;

    // What became of it.
    final long startsAt;
    long endedAt = -1;
    int ends;
    String answer;
    int runs;
    long workBeganAt = -1;
    boolean alone;
    boolean ranInVain;

    /**
     * What is to happen to it.
     *
     * @param waitTimeout how long it waits for others
     * @param takes       how long its work takes
     * @param fails       whether its work ends with an exception
     */
    record Plan(Duration waitTimeout, Duration takes, boolean fails) {
    }

    SimulatedFlight(SimulatedFleet fleet, Plan plan, long startsAt, Duration skew, Transitions transitions) {
        this.fleet = fleet;
        this.plan = plan;
        this.line = new SimulatedLine(fleet);
        this.startsAt = startsAt;
        this.skew = skew.toNanos();
        this.flight = new FlightMachine(new FlightRules(SimulatedFleet.TTL, Durations.after(startsAt, plan.waitTimeout()), true,
                fleet.random::nextLong), this, transitions);
    }

    // --- What happens to it

    void tell(Signal signal) {
        if (!dead) {
            flight.signal(signal, fleet.now);
        }
    }

    void die() {
        dead = true;
    }

    void disconnect() {
        if (line.isConnected()) {
            line.disconnect();
            fleet.later(this::linkMayHaveChanged);
        }
    }

    void connect() {
        if (!line.isConnected()) {
            line.connect();
            behind();
            fleet.later(this::linkMayHaveChanged);
        }
    }

    private void linkMayHaveChanged() {
        if (dead) {
            return;
        }
        if (!line.isConnected()) {
            flight.away(fleet.now);
            return;
        }
        flight.signal(Signal.CONNECTED, fleet.now);
        if (lease != null) {
            lease.signal(LeaseMachine.Signal.CONNECTED, fleet.now);
        }
    }

    /** There is something that the view does not have. */
    void behind() {
        if (line.isConnected() && !updating && !dead && applied < fleet.history.size()) {
            updating = true;
            int on = line.number();
            fleet.later(() -> {
                updating = false;
                if (line.isStill(on)) {
                    apply(fleet.history.get(applied++));
                }
                behind();
            });
        }
    }

    private void apply(Event event) {
        if (event.result() != null) {
            seen = event.result();
            fleet.later(() -> tell(Signal.RESULT_CHANGED));
        }
        fleet.later(this::lockMayHaveChanged);
    }

    private void lockMayHaveChanged() {
        if (dead) {
            return;
        }
        LeaseValue row = applied == 0 ? null : fleet.history.get(applied - 1).lease();
        sawOwnLease |= row != null && granted != 0 && row.token() >= granted;
        flight.lockIs(row, row == null ? 0 : row.expiresAtMillis() * 1_000_000 - fleet.now + skew, fleet.now);
        if (lease != null) {
            lease.rowIs(row, fleet.now);
        }
    }

    // --- What the flight has done for it

    @Override
    public void lineUp() {
        fleet.later(() -> {
            if (!dead) {
                flight.turn(false, fleet.now);
            }
        });
    }

    @Override
    public void watch() {
        fleet.later(this::lockMayHaveChanged);
    }

    @Override
    public void tellLink() {
        fleet.later(this::linkMayHaveChanged);
    }

    @Override
    public void look() {
        fleet.later(() -> tell(seen == null ? Signal.NOT_FOUND : Signal.FOUND));
    }

    @Override
    public void ask() {
        askedAt = fleet.now;
        line.request(fleet::acquire, this::asked, () -> {
            if (!dead) {
                flight.away(fleet.now);
            }
        });
    }

    private void asked(long token) {
        if (dead) {
            return;
        }
        if (token == 0) {
            flight.held(fleet.now);
        } else if (fleet.now - askedAt >= SimulatedFleet.TTL.toNanos()) {
            flight.away(fleet.now);
        } else {
            granted = token;
            sawOwnLease = false;
            flight.granted(token, fleet.now);
        }
    }

    @Override
    public void keepLease() {
        lease = new LeaseMachine(granted, SimulatedFleet.TTL, askedAt, new Keeping(), Transitions.UNHEARD);
        lease.timeIs(fleet.now);
    }

    @Override
    public void dropLease() {
        if (lease == null) {
            release(granted);
        } else {
            lease.signal(LeaseMachine.Signal.RELEASE, fleet.now);
            lease = null;
        }
    }

    private void release(long token) {
        line.request(() -> {
            fleet.release(token);
            return true;
        }, released -> {
        }, () -> {
        });
    }

    @Override
    public void work(boolean withoutLease) {
        alone = withoutLease;
        fleet.later(() -> {
            if (dead || seen != null) {
                tell(Signal.NOT_NEEDED);
                return;
            }
            runs++;
            workBeganAt = fleet.now;
            ranInVain |= !alone && sawOwnLease && fleet.hadResultBefore(granted);
            int turn = ++turnsOfWork;
            fleet.at(fleet.now + plan.takes().toNanos(), () -> workEnds(turn));
        });
    }

    private void workEnds(int turn) {
        if (turn == turnsOfWork) {
            turnsOfWork++;
            tell(interrupted || plan.fails() ? Signal.WORK_THREW : Signal.WORKED);
        }
    }

    @Override
    public void interrupt() {
        interrupted = true;
        int turn = turnsOfWork;
        fleet.later(() -> workEnds(turn));
    }

    @Override
    public void publish() {
        unpublished = true;
        long token = granted;
        fleet.at(fleet.now + ACK_TIMEOUT.toNanos(), () -> published(Signal.UNCONFIRMED));
        send(token);
    }

    /** A write is sent again. */
    private void send(long token) {
        if (!dead) {
            line.request(() -> fleet.publish("by " + token, token),
                    passed -> published(passed ? Signal.PUBLISHED : Signal.NOT_PUBLISHED),
                    () -> line.onConnection(() -> send(token)));
        }
    }

    private void published(Signal how) {
        if (unpublished) {
            unpublished = false;
            tell(how);
        }
    }

    @Override
    public void keepResult() {
        // Others are not to rely on it.
    }

    @Override
    public void answerFound(boolean waited) {
        answer = "found";
    }

    @Override
    public void answerComputed(boolean coordinated) {
        answer = "computed";
    }

    @Override
    public void answerTooLate() {
        answer = "too late";
    }

    @Override
    public void answerFenced() {
        answer = "fenced";
    }

    @Override
    public void answerFailure() {
        answer = "failed";
    }

    @Override
    public void answerNow() {
        throw new AssertionError("nobody closes it");
    }

    @Override
    public void end() {
        ends++;
        endedAt = fleet.now;
        if (lease != null) {
            lease.signal(LeaseMachine.Signal.RELEASE, fleet.now);
        }
    }

    @Override
    public void wakeAt(long moment) {
        flightWake = moment;
        if (moment != Durations.NEVER) {
            fleet.at(moment, () -> {
                if (flightWake == moment && !dead) {
                    flightWake = Durations.NEVER;
                    flight.timeIs(fleet.now);
                }
            });
        }
    }

    /** What its lease has done for it. */
    private final class Keeping implements LeaseActions {
        @Override
        public void renew() {
            long token = granted;
            line.request(() -> fleet.renew(token),
                    renewed -> tellLease(renewed ? LeaseMachine.Signal.RENEWED : LeaseMachine.Signal.REFUSED),
                    () -> tellLease(LeaseMachine.Signal.UNHEARD));
        }

        private void tellLease(LeaseMachine.Signal signal) {
            if (!dead && lease != null) {
                lease.signal(signal, fleet.now);
            }
        }

        @Override
        public void release() {
            SimulatedFlight.this.release(granted);
        }

        @Override
        public void doubted() {
            // A flight waits for the answer.
        }

        @Override
        public void lost(LeaseLoss loss) {
            fleet.later(() -> tell(Signal.LEASE_LOST));
        }

        @Override
        public void wakeAt(long moment) {
            leaseWake = moment;
            if (moment != Durations.NEVER) {
                fleet.at(moment, () -> {
                    if (leaseWake == moment && !dead && lease != null) {
                        leaseWake = Durations.NEVER;
                        lease.timeIs(fleet.now);
                    }
                });
            }
        }
    }

    // --- How it stands

    boolean isDead() {
        return dead;
    }

    /** Whether it takes the lease for its own. */
    boolean holds() {
        return !dead && lease != null && lease.isHeld(fleet.now);
    }
}
