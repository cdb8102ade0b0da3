package dev.dust.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What has become of a client's writes at the end of a run: each took effect once or was refused, in the order in which they
 * were made (docs/architecture.md#testing).
 */
final class EffectsCheck {
    private final ClientStore client;
    private final ClientWrites writes;
    private final List<TrackedWrite> made;

    /** {@code made}: the writes in the order in which they were made. */
    EffectsCheck(ClientStore client, ClientWrites writes, List<TrackedWrite> made) {
        this.client = client;
        this.writes = writes;
        this.made = made;
    }

    void check() {
        for (TrackedWrite tracked : made) {
            List<Long> commits = client.records().commits(tracked.opId());
            boolean refused = client.records().refusal(tracked.opId()) != null
                    || writes.wasGivenUp(tracked) && tracked.isToldRefused() && !tracked.undone;
            if (tracked.isToldAccepted() && !tracked.undone && !client.records().wasLate(tracked.opId()) && !tracked.tailLost
                    && tookEffectAfter(Objects.requireNonNull(tracked.answer, "answer").join(), commits)) {
                throw new SimulationFailure(client + " was told that " + tracked + " was accepted as " + tracked.answer.join()
                        + ", and sent it again: " + commits);
            }
            int expected = refused || commits.isEmpty() && writes.mayBeLost(tracked) ? 0 : 1;
            if (commits.size() < expected) {
                throw new SimulationFailure(client + "'s " + tracked + " never took effect");
            }
            if (commits.size() > expected) {
                checkExcused(tracked, commits, refused);
            }
        }
        checkOrder();
    }

    private boolean tookEffectAfter(long told, List<Long> commits) {
        return told == 0 ? !writes.isLastHidden(commits) : commits.getLast() > told;
    }

    /**
     * More often than once is right only where a snapshot hid it, or a frame of it came late, and was said
     * (docs/architecture.md#outbox).
     */
    private void checkExcused(TrackedWrite tracked, List<Long> commits, boolean refused) {
        List<Long> unknown = refused ? commits : commits.subList(0, commits.size() - 1);
        // Who knows what it committed need not know what it refused.
        boolean forgotten = client.atServer().hasForgotten();
        boolean late = client.records().wasLate(tracked.opId())
                && (refused || forgotten || !client.atServer().isIdempotent());
        boolean hidden = unknown.stream().allMatch(seq -> client.isHidden(seq, Long.MAX_VALUE));
        if (!hidden && !late) {
            throw new SimulationFailure(client + "'s " + tracked + " took effect as " + commits
                    + (refused ? ", and was refused" : ", more than once"));
        }
        boolean heard = refused ? tracked.heardRefused : late ? tracked.heardAs > 0 : tracked.heardAs == commits.getLast();
        if (heard && !(late ? tracked.maySayNothing(false) : tracked.saidDuplicate || tracked.undone)
                && (refused || forgotten && !late || !client.atServer().isIdempotent())) {
            throw new SimulationFailure(client + "'s " + tracked + " took effect as " + commits
                    + (refused ? ", and was refused" : "") + ", and nobody was told that it may have");
        }
    }

    /**
     * One write before the other, and if both took effect again in a history that is gone, they did so in order again
     * (docs/protocol.md#in-turn), unless the later one is not wanted any more, so that it was not sent again. What a process
     * took back is on its way perhaps, and a later one knows nothing of that.
     */
    private void checkOrder() {
        var committed = new ArrayList<TrackedWrite>();
        for (TrackedWrite later : made) {
            List<Long> commits = client.records().commits(later.opId());
            if (commits.isEmpty() || client.records().wasLate(later.opId()) || later.unsure || later.undone || later.tailLost) {
                continue;
            }
            for (TrackedWrite earlier : committed) {
                List<Long> before = client.records().commits(earlier.opId());
                boolean inOrder = before.getFirst() < commits.getFirst()
                        && (before.getLast() < commits.getLast() || later.isDiscarded());
                boolean unknown = earlier.isDiscarded() && earlier.process() != later.process();
                if (!inOrder && !unknown && earlier.call().overlaps(later.call())
                        && !earlier.call().commutesWith(later.call())) {
                    throw new SimulationFailure(
                            client + "'s " + later + " overtook " + earlier + ": " + commits + " before " + before);
                }
            }
            committed.add(later);
        }
    }
}
