package dev.dust.server.rules;

import dev.dust.server.ledger.Rows;
import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;

/** The ops (docs/protocol.md#ops): how each is judged, and what it does to the rows once it is committed. */
enum ServerOp {
    /** Writes a leaf, or a map as one row per leaf. */
    SET("set", TreeOps::checkSet, TreeOps::set),
    /** Removes a row and all below it. */
    DELETE("delete", TreeOps::checkDelete, TreeOps::delete),
    /** Writes the keys of a map one by one. */
    MERGE("merge", TreeOps::checkMerge, TreeOps::merge),
    /** Adds to a number. */
    INCREMENT("increment", CounterOps::total, CounterOps::write),
    /** Puts a member into a list. */
    ADD("add", MemberOps::with, MemberOps::write),
    /** Takes a member out of a list. */
    REMOVE("remove", MemberOps::without, MemberOps::write),
    /** Writes the reference to a file. */
    PUT_FILE("put_file", FileOps::check, FileOps::write),
    /** Takes a lease. */
    LEASE("lease", LeaseOps::take, LeaseOps::write),
    /** Moves the end of a lease. */
    RENEW("renew", LeaseOps::renew, LeaseOps::write),
    /** Gives a lease back. */
    RELEASE("release", LeaseOps::release, LeaseOps::remove);

    /** How an op is judged; it refuses by throwing a {@link Refusal}. */
    @FunctionalInterface
    interface Rule {
        Decision decide(Request request, Moment moment);
    }

    /** What an op with a committed value does to the rows. */
    @FunctionalInterface
    interface Effect {
        void on(Mutation mutation, String key, Value committed);
    }

    private final String wireName;
    private final Rule rule;
    private final Effect effect;

    ServerOp(String wireName, Rule rule, Effect effect) {
        this.wireName = wireName;
        this.rule = rule;
        this.effect = effect;
    }

    /** The op of a committed event. */
    static ServerOp ofEvent(String wireName) {
        ServerOp op = find(wireName);
        if (op == null) {
            throw new IllegalArgumentException("no op: " + wireName);
        }
        return op;
    }

    /** The op of that name, or null if there is none; {@code wireName} may be null. */
    static @Nullable ServerOp find(@Nullable String wireName) {
        for (ServerOp op : values()) {
            if (op.wireName.equals(wireName)) {
                return op;
            }
        }
        return null;
    }

    String wireName() {
        return wireName;
    }

    /** Whether an event's value is not what was sent along, but what came of it. */
    boolean isArithmetic() {
        return this == INCREMENT || this == ADD || this == REMOVE;
    }

    boolean isLeaseOp() {
        return this == LEASE || this == RENEW || this == RELEASE;
    }

    Decision decide(Request request, Moment moment) {
        return rule.decide(request, moment);
    }

    /** What a committed op does to {@code rows}, as the op {@code storeSeq}. */
    Mutation mutationOf(Rules rules, Rows rows, long storeSeq, String key, Value committed) {
        var mutation = new Mutation(rules, rows, storeSeq);
        effect.on(mutation, key, committed);
        return mutation;
    }
}
