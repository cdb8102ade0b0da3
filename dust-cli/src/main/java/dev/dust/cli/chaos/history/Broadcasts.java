package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Violation.Rule;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node has sent to a member that is there from the first op to the last, over all its connections: that is the history,
 * each op once and in order. Safe for every thread.
 */
public final class Broadcasts {
    private final String node;
    private final List<Committed> sent = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();

    /** Nothing yet; {@code node} is what it is called. */
    public Broadcasts(String node) {
        this.node = node;
    }

    /** How many ops it has sent, in order and without a hole: the next is the one after. */
    public synchronized long seq() {
        return sent.size();
    }

    /** It has sent an op. What is not the next one is wrong, and does not count. */
    public synchronized void sent(Committed event) {
        if (event.seq() == sent.size() + 1L) {
            sent.add(event);
        } else {
            complain("sent " + event + " after " + sent.size());
        }
    }

    /**
     * It has sent an op in the middle of a catch-up, where ops of now may come out of their turn, and come once more in it
     * (docs/protocol.md#batches).
     */
    public synchronized void sentCatchingUp(Committed event) {
        if (event.seq() == sent.size() + 1L) {
            sent.add(event);
        }
    }

    /** A catch-up is complete, it says, up to an op. */
    public synchronized void caughtUp(long through) {
        if (sent.size() < through) {
            complain("sent nothing after " + sent.size() + " in a catch-up that is complete up to " + through);
        }
    }

    /** It has sent what it must not, in words. */
    public synchronized void complain(String what) {
        violations.add(new Violation(Rule.BROADCASTS, node + " " + what));
    }

    /** What was wrong, once it should have sent everything. */
    public synchronized List<Violation> compare(ServerHistory history) {
        var found = new ArrayList<>(violations);
        List<Committed> ledger = history.events();
        for (int i = 0; i < Math.min(sent.size(), ledger.size()); i++) {
            if (!ledger.get(i).equals(sent.get(i))) {
                found.add(new Violation(Rule.BROADCASTS,
                        node + " sent " + sent.get(i) + ", and the ledger has " + ledger.get(i)));
            }
        }
        if (sent.size() < ledger.size()) {
            found.add(new Violation(Rule.BROADCASTS,
                    node + " sent nothing after " + sent.size() + ", and the ledger goes on with " + ledger.get(sent.size())));
        }
        if (sent.size() > ledger.size()) {
            found.add(new Violation(Rule.BROADCASTS,
                    node + " sent ops that the ledger does not have, such as " + sent.get(ledger.size())));
        }
        return found;
    }
}
