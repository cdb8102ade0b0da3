package dev.dust.server.node;

import dev.dust.server.frame.Frame;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.GroupCommit;
import dev.dust.server.ledger.MembershipId;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.Verdict;
import dev.dust.server.ledger.Wants;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.Wire;
import dev.dust.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pushes of a membership that are not answered yet. A ledger may decide many of them at once; they are answered in their
 * order, and none is decided out of turn (docs/protocol.md#in-turn). Safe for every thread.
 */
final class PushLine {
    /** How many there are at most: no more go into one batch. */
    static final int MOST = GroupCommit.MOST;

    private final boolean promisesTurns;
    private final PushRoom connection;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<UnderWay> line = new ArrayDeque<>();
    /** How many pushes were answered with an error. */
    private long refusals;
    /** Nobody knows what became of one: what was sent in view of it is out of turn for good. */
    private boolean broken;
    private boolean answering;
    /** Who waits for room, which one does at a time; completed as soon as there is some. */
    private @Nullable CompletableFuture<Void> waiting;
    private boolean waitsForAll;

    /**
     * Nothing yet.
     *
     * @param promisesTurns whether clients are promised that none is decided out of turn
     * @param connection    what all memberships of the connection have room for together
     */
    PushLine(boolean promisesTurns, PushRoom connection) {
        this.promisesTurns = promisesTurns;
        this.connection = connection;
    }

    /** One of them. */
    final class UnderWay {
        /** How many refusals its client had heard of; null if it does not say, -1 if it says what is no number. */
        private final @Nullable Long heard;
        private final long size;
        /** Whether it is refused, as it stands; a ledger may decide it again. */
        private boolean refused;
        /** Whether nobody knows what becomes of it, as it stands. */
        private boolean failed;
        private @Nullable Runnable answer;

        private UnderWay(Frame push, long size) {
            Value said = push.payload().get("refusals");
            Long number = Wire.integer(said);
            this.heard = said != null && number == null ? Long.valueOf(-1) : number;
            this.size = size;
        }

        /**
         * Whether its client has not heard yet of all that was refused before it, and would not have sent it if it had; as far
         * as that is settled. What is only being judged may come to another verdict: this one would be put off, and one behind
         * it, which asks a moment later, taken.
         */
        boolean isOutOfTurn() {
            return isOutOfTurn(false);
        }

        /** @param asItStands whether what is not settled counts as it was judged last, which this one will be judged with */
        private boolean isOutOfTurn(boolean asItStands) {
            if (heard == null || !promisesTurns) {
                return false;
            }
            lock.lock();
            try {
                long before = refusals;
                boolean isBroken = broken;
                for (UnderWay earlier : line) {
                    if (earlier == this) {
                        break;
                    }
                    if (asItStands || earlier.answer != null) {
                        before += earlier.refused ? 1 : 0;
                        isBroken |= earlier.failed;
                    }
                }
                return isBroken || before > heard;
            } finally {
                lock.unlock();
            }
        }

        private void stands(boolean isRefused, boolean hasFailed) {
            lock.lock();
            try {
                refused = isRefused;
                failed = hasFailed;
            } finally {
                lock.unlock();
            }
        }

        /** The same push, decided in its turn. */
        Push inTurn(Push push) {
            return heard == null || !promisesTurns ? new Noted(push, this) : new InTurn(push, this);
        }

        /**
         * It is decided, or never will be.
         *
         * @param isRefused whether its client hears of a refusal, and counts it
         * @param hasFailed whether nobody knows what became of it
         * @param how       answers it, after those before it
         */
        void settle(boolean isRefused, boolean hasFailed, Runnable how) {
            lock.lock();
            try {
                refused = isRefused;
                failed = hasFailed;
                answer = how;
            } finally {
                lock.unlock();
            }
            answerInOrder();
        }
    }

    /** A push that begins. */
    UnderWay begin(Frame push, long size) {
        var one = new UnderWay(push, size);
        connection.take(size);
        lock.lock();
        try {
            line.add(one);
        } finally {
            lock.unlock();
        }
        return one;
    }

    /** Something else than a push was answered with an error, while none was under way. */
    void countRefusal() {
        lock.lock();
        try {
            refusals++;
        } finally {
            lock.unlock();
        }
    }

    /** Completes when there is room for another one, here and on the connection. One caller of it may wait at a time. */
    CompletableFuture<Void> room() {
        return until(false).thenCompose(here -> connection.some());
    }

    /** Completes when all are answered. One caller may wait at a time. */
    CompletableFuture<Void> allAnswered() {
        return until(true);
    }

    private CompletableFuture<Void> until(boolean all) {
        lock.lock();
        try {
            var future = new CompletableFuture<Void>();
            waiting = future;
            waitsForAll = all;
            if (isLongEnoughWaited()) {
                waiting = null;
                future.complete(null);
            }
            return future;
        } finally {
            lock.unlock();
        }
    }

    private boolean isLongEnoughWaited() {
        return line.isEmpty() && !answering || !waitsForAll && line.size() < MOST;
    }

    /** Answers those whose turn it is; of several threads one does. */
    private void answerInOrder() {
        lock.lock();
        try {
            if (answering) {
                return;
            }
            answering = true;
        } finally {
            lock.unlock();
        }
        for (Runnable next = next(); next != null; next = next()) {
            next.run();
        }
    }

    private @Nullable Runnable next() {
        CompletableFuture<Void> waited = null;
        Runnable next = null;
        long size = 0;
        lock.lock();
        try {
            UnderWay first = line.peek();
            if (first != null && first.answer != null) {
                line.remove();
                size = first.size;
                refusals += first.refused ? 1 : 0;
                broken |= first.failed;
                next = first.answer;
            } else {
                answering = false;
            }
            if (waiting != null && isLongEnoughWaited()) {
                waited = waiting;
                waiting = null;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            connection.giveBack(size);
        }
        if (waited != null) {
            waited.complete(null);
        }
        return next;
    }

    /** Notes how a push stands, for those behind it in the same batch. */
    private static class Noted implements Push {
        private final Push push;
        final UnderWay underWay;

        Noted(Push push, UnderWay underWay) {
            this.push = push;
            this.underWay = underWay;
        }

        @Override
        public @Nullable OpId opId() {
            return push.opId();
        }

        @Override
        public @Nullable MembershipId membership() {
            return push.membership();
        }

        @Override
        public Wants wants() {
            return push.wants();
        }

        @Override
        public boolean mayBeLarge() {
            return push.mayBeLarge();
        }

        @Override
        public Verdict takenOver() {
            return push.takenOver();
        }

        @Override
        public Verdict judge(StoreView store) {
            return noted(() -> push.judge(store));
        }

        @Override
        public Verdict again(List<Event> ops) {
            return noted(() -> push.again(ops));
        }

        @Override
        public void notWritten() {
            push.notWritten();
            underWay.stands(false, true);
        }

        Verdict noted(Supplier<Verdict> decide) {
            // Unless it comes to a verdict.
            underWay.stands(false, true);
            Verdict verdict = decide.get();
            underWay.stands(!verdict.ok(), false);
            return verdict;
        }
    }

    private static final class InTurn extends Noted {
        InTurn(Push push, UnderWay underWay) {
            super(push, underWay);
        }

        @Override
        Verdict noted(Supplier<Verdict> decide) {
            if (underWay.isOutOfTurn(true)) {
                // It is no refusal that counts: its client sends it again.
                underWay.stands(false, false);
                return Verdict.refused(Refusal.ofOutOfTurn().response());
            }
            return super.noted(decide);
        }
    }
}
