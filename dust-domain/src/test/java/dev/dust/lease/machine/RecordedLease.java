package dev.dust.lease.machine;

import dev.dust.lease.LeaseLoss;
import dev.dust.lease.machine.LeaseMachine.Signal;
import dev.dust.sync.TakenTransitions;
import dev.dust.time.Durations;
import dev.dust.value.LeaseValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A lease of 30 s with token 7, asked for at 100 s, on a clock that the test moves; what it has done is written down. */
final class RecordedLease implements LeaseActions {
    static final TakenTransitions TRANSITIONS = new TakenTransitions();
    static final long TOKEN = 7;

    final List<String> did = new ArrayList<>();
    private long now = Duration.ofSeconds(100).toNanos();
    private long wakeAt = Durations.NEVER;
    final LeaseMachine machine = new LeaseMachine(TOKEN, Duration.ofSeconds(30), now, this, TRANSITIONS);

    /** The answer came a second after the request left. */
    RecordedLease() {
        now += Duration.ofSeconds(1).toNanos();
        machine.timeIs(now);
    }

    /** Time passes up to so many seconds after the request left, and wakes the machine whenever it wants to be woken. */
    RecordedLease at(long seconds) {
        long target = Duration.ofSeconds(100 + seconds).toNanos();
        while (wakeAt <= target) {
            now = Math.max(now, wakeAt);
            wakeAt = Durations.NEVER;
            machine.timeIs(now);
        }
        now = target;
        return this;
    }

    /** The process is halted until then. */
    RecordedLease haltedUntil(long seconds) {
        now = Duration.ofSeconds(100 + seconds).toNanos();
        machine.timeIs(now);
        return this;
    }

    RecordedLease tell(Signal signal) {
        machine.signal(signal, now);
        return this;
    }

    RecordedLease row(Long token) {
        machine.rowIs(token == null ? null : LeaseValue.of(null, token, 0), now);
        return this;
    }

    boolean isHeld() {
        return machine.isHeld(now);
    }

    /** When it wants to be woken, in seconds after the first request left; -1 for never. */
    long wakesAt() {
        return wakeAt == Durations.NEVER ? -1 : Duration.ofNanos(wakeAt).toSeconds() - 100;
    }

    @Override
    public void renew() {
        did.add("renew");
    }

    @Override
    public void release() {
        did.add("release");
    }

    @Override
    public void doubted() {
        did.add("doubted");
    }

    @Override
    public void lost(LeaseLoss loss) {
        did.add("lost: " + loss);
    }

    @Override
    public void wakeAt(long moment) {
        wakeAt = moment;
    }
}
