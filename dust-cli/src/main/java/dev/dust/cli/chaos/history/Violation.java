package dev.dust.cli.chaos.history;

import org.jspecify.annotations.Nullable;

/**
 * Something that must not be.
 *
 * @param rule which rule it breaks
 * @param what what happened, for people
 */
public record Violation(Rule rule, @Nullable String what) {

    /** What holds in every run. */
    public enum Rule {
        /** The server's history has each seq once, and was made by those who wrote. */
        WHOLE_HISTORY,
        /** A write that was kept takes effect. */
        NO_LOST_WRITE,
        /** A write takes effect once, or its event says that it may have twice. */
        NO_DOUBLED_WRITE,
        /** What the caller is told is so. */
        TRUE_ANSWERS,
        /** Whoever calls is answered, and the call of a write does not fail. */
        ANSWERS,
        /** Of one client's writes that depend on each other the later one takes effect later. */
        ORDER,
        /** Counters, sets and other rows are what the ops make of them. */
        ARITHMETIC,
        /** A write with a condition takes effect only where that held. */
        CONDITIONS,
        /** A lease has one holder at a time. */
        ONE_HOLDER,
        /** A write takes effect only as long as the lease is held that fences it. */
        FENCES,
        /** Subscriptions hear each op once, in the server's order, as it was committed. */
        HEARD_ORDER,
        /** Each node sends its members the ledger's history, each op once and in order. */
        BROADCASTS,
        /** A read does not go back, and sees what this client wrote before. */
        MONOTONIC_READS,
        /** In the end everybody has the server's rows. */
        EQUAL_MIRRORS,
        /** What was deleted stays so. */
        NO_RESURRECTION,
        /** Processes end when they are told to, and settle before. */
        LIVENESS
    }

    @Override
    public String toString() {
        return rule + ": " + what;
    }
}
