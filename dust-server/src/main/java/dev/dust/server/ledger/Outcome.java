package dev.dust.server.ledger;

import java.util.List;

/** What became of a push. */
public sealed interface Outcome {

    /**
     * It was decided, and what it committed is kept.
     *
     * @param verdict how
     */
    record Judged(Verdict verdict) implements Outcome {
        @Override
        public Verdict orThrow() {
            return verdict;
        }
    }

    /**
     * It could not be decided, and left nothing behind.
     *
     * @param cause what {@link Push#judge} threw
     */
    record Failed(RuntimeException cause) implements Outcome {
        @Override
        public Verdict orThrow() {
            throw cause;
        }
    }

    /** How it was decided; throws what it failed with. */
    Verdict orThrow();

    /**
     * Has a push decided, for a ledger that is to write it then.
     *
     * @param before the ops of its id that the history has, in order; empty if there are none
     * @throws LedgerException if {@code store} cannot be read
     */
    static Outcome of(Push push, List<Event> before, StoreView store) {
        return of(push, before, store, 0);
    }

    /**
     * The same, for a push whose device has taken over.
     *
     * @param lastTakeover the number of the device's last membership that took over, or 0 if none did
     */
    static Outcome of(Push push, List<Event> before, StoreView store, long lastTakeover) {
        try {
            MembershipId membership = push.membership();
            boolean takenOver = membership != null && membership.number() < lastTakeover;
            Verdict verdict = takenOver ? push.takenOver() : before.isEmpty() ? push.judge(store) : push.again(before);
            check(verdict, push, before.isEmpty() && !takenOver ? store.seq() : Long.MAX_VALUE);
            return new Judged(verdict);
        } catch (LedgerException ofTheLedger) {
            throw ofTheLedger;
        } catch (RuntimeException e) {
            return new Failed(e);
        } catch (StackOverflowError e) {
            // It is over when the stack is shorter again: the next push can be decided.
            return new Failed(new IllegalStateException("a push was too deep to be decided", e));
        }
    }

    private static void check(Verdict verdict, Push push, long seq) {
        OpId id = push.opId();
        long last = seq;
        for (LedgerOp op : verdict.ops()) {
            last++;
            if (op.event().storeSeq() != last) {
                throw new IllegalStateException("op " + op.event().storeSeq() + " of a push cannot be op " + last);
            }
            if (id != null && !id.equals(op.event().opId())) {
                throw new IllegalStateException("op " + last + " does not bear its push's id, which is " + id);
            }
        }
    }
}
