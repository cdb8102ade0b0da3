package dev.dust.lease.machine;

import dev.dust.lease.machine.FlightMachine.Signal;
import dev.dust.sync.TakenTransitions;
import dev.dust.time.Durations;
import dev.dust.value.LeaseValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A flight with a lease of 30 s that gives up at 35 s, on a clock that the test moves, from 0 s on. What it has done is written
 * down; how that ends is for the test to say.
 */
final class RecordedFlight implements FlightActions {
    static final TakenTransitions TRANSITIONS = new TakenTransitions();

    final List<String> did = new ArrayList<>();
    private final FlightMachine machine;
    private long now;
    private long wakeAt = Durations.NEVER;
    private long jitter;

    RecordedFlight() {
        this(true);
    }

    RecordedFlight(boolean mayWorkAlone) {
        var rules = new FlightRules(Duration.ofSeconds(30), Duration.ofSeconds(35).toNanos(), mayWorkAlone, bound -> {
            did.add("at most " + Duration.ofNanos(bound).toMillis() + " ms");
            return Math.min(jitter, bound - 1);
        });
        machine = new FlightMachine(rules, this, TRANSITIONS);
    }

    // --- What happens

    RecordedFlight tell(Signal... signals) {
        for (Signal signal : signals) {
            machine.signal(signal, now);
        }
        return this;
    }

    RecordedFlight turn(boolean waited) {
        machine.turn(waited, now);
        return this;
    }

    RecordedFlight away() {
        machine.away(now);
        return this;
    }

    RecordedFlight granted(long token) {
        machine.granted(token, now);
        return this;
    }

    RecordedFlight held() {
        machine.held(now);
        return this;
    }

    /** The lease at the key has this token and ends, by the time of day, so many seconds from the beginning. */
    RecordedFlight lock(long token, long endsAt) {
        machine.lockIs(LeaseValue.of(null, token, endsAt * 1_000), Duration.ofSeconds(endsAt).toNanos() - now, now);
        return this;
    }

    RecordedFlight noLock() {
        machine.lockIs(null, 0, now);
        return this;
    }

    RecordedFlight jitter(Duration jitter) {
        this.jitter = jitter.toNanos();
        return this;
    }

    /** Time passes, and wakes the machine whenever it wants to be woken. */
    RecordedFlight at(Duration moment) {
        while (wakeAt <= moment.toNanos()) {
            now = Math.max(now, wakeAt);
            wakeAt = Durations.NEVER;
            machine.timeIs(now);
        }
        now = moment.toNanos();
        return this;
    }

    RecordedFlight at(long seconds) {
        return at(Duration.ofSeconds(seconds));
    }

    // --- How it stands

    boolean isOver() {
        return machine.isOver();
    }

    boolean isWoken() {
        return wakeAt != Durations.NEVER;
    }

    /** What it has done since this was called last. */
    List<String> did() {
        var since = List.copyOf(did);
        did.clear();
        return since;
    }

    // --- What it has done

    @Override
    public void lineUp() {
        did.add("line up");
    }

    @Override
    public void watch() {
        did.add("watch");
    }

    @Override
    public void tellLink() {
        did.add("link?");
    }

    @Override
    public void look() {
        did.add("look");
    }

    @Override
    public void ask() {
        did.add("ask");
    }

    @Override
    public void keepLease() {
        did.add("keep lease");
    }

    @Override
    public void dropLease() {
        did.add("drop lease");
    }

    @Override
    public void work(boolean alone) {
        did.add(alone ? "work alone" : "work");
    }

    @Override
    public void interrupt() {
        did.add("interrupt");
    }

    @Override
    public void publish() {
        did.add("publish");
    }

    @Override
    public void keepResult() {
        did.add("keep result");
    }

    @Override
    public void answerFound(boolean waited) {
        did.add(waited ? "awaited" : "cached");
    }

    @Override
    public void answerComputed(boolean coordinated) {
        did.add(coordinated ? "computed" : "computed, unconfirmed");
    }

    @Override
    public void answerTooLate() {
        did.add("too late");
    }

    @Override
    public void answerFenced() {
        did.add("fenced");
    }

    @Override
    public void answerFailure() {
        did.add("failed");
    }

    @Override
    public void answerNow() {
        did.add("now");
    }

    @Override
    public void end() {
        did.add("end");
    }

    @Override
    public void wakeAt(long moment) {
        wakeAt = moment;
    }
}
