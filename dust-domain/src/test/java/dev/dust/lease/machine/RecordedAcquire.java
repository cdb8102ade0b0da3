package dev.dust.lease.machine;

import dev.dust.lease.machine.AcquireMachine.Signal;
import dev.dust.sync.TakenTransitions;
import dev.dust.time.Durations;
import dev.dust.value.LeaseValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody who wants a lease of 30 s, and gives up after 100 s, on a clock that the test moves; what it has done is written
 * down.
 */
final class RecordedAcquire implements AcquireActions {
    static final TakenTransitions TRANSITIONS = new TakenTransitions();

    final List<String> did = new ArrayList<>();
    private long now;
    private long wakeAt = Durations.NEVER;
    private final AcquireMachine machine = new AcquireMachine(Duration.ofSeconds(30), Duration.ofSeconds(100).toNanos(), this,
            TRANSITIONS);

    /** Time passes up to so many milliseconds after the beginning, and wakes the machine whenever it wants to be woken. */
    RecordedAcquire at(long millis) {
        long target = Duration.ofMillis(millis).toNanos();
        while (wakeAt <= target) {
            now = Math.max(now, wakeAt);
            wakeAt = Durations.NEVER;
            machine.timeIs(now);
        }
        now = target;
        return this;
    }

    RecordedAcquire tell(Signal... signals) {
        for (Signal signal : signals) {
            machine.signal(signal, now);
        }
        return this;
    }

    RecordedAcquire held() {
        machine.held(now);
        return this;
    }

    /**
     * The row at the key is somebody else's lease.
     *
     * @param leftMillis how long it lasts by our time of day, which may be wrong
     */
    RecordedAcquire row(long token, long leftMillis) {
        machine.lockIs(LeaseValue.of(null, token, Duration.ofNanos(now).toMillis() + leftMillis),
                Duration.ofMillis(Math.max(0, leftMillis)).toNanos(), now);
        return this;
    }

    RecordedAcquire noRow() {
        machine.lockIs(null, 0, now);
        return this;
    }

    /** When it wants to be woken, in milliseconds after the beginning; -1 for never. */
    long wakesAt() {
        return wakeAt == Durations.NEVER ? -1 : Duration.ofNanos(wakeAt).toMillis();
    }

    @Override
    public void lineUp() {
        did.add("lineUp");
    }

    @Override
    public void watch() {
        did.add("watch");
    }

    @Override
    public void tellLink() {
        did.add("tellLink");
    }

    @Override
    public void ask() {
        did.add("ask");
    }

    @Override
    public void handOver() {
        did.add("handOver");
    }

    @Override
    public void giveBack() {
        did.add("giveBack");
    }

    @Override
    public void answerTooLate() {
        did.add("tooLate");
    }

    @Override
    public void answerFailure() {
        did.add("failure");
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
