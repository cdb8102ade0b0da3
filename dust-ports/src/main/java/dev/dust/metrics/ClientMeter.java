package dev.dust.metrics;

import java.util.List;

/**
 * What a client measures (docs/operations.md#metrics). The values of a tag are few: names of stores that the application
 * opened, names of ops, and outcomes; never paths, ids or tokens.
 */
public enum ClientMeter implements Meter {
    /** How long a write of this process took until it was known what became of it. */
    WRITES(Kind.TIMER, "dust.writes", "seconds", "how long writes took until it was known what became of them",
            Tag.STORE, Tag.OP, Tag.OUTCOME),
    /** Callers that waited for the answer to a write for longer than {@code ack-timeout}. The write stays. */
    WRITE_TIMEOUTS(Kind.COUNTER, "dust.write.timeouts", "writes", "callers that an answer did not reach in time", Tag.STORE,
            Tag.OP),
    /** How long the cache took to commit. */
    COMMITS(Kind.TIMER, "dust.commits", "seconds", "how long the cache took to commit", Tag.STORE, Tag.OUTCOME),
    /** Events of the server's history that were applied. */
    EVENTS(Kind.COUNTER, "dust.events", "events", "events of the server's history that were applied", Tag.STORE, Tag.OP),
    /** Snapshots of a whole store that took the place of its rows. */
    SNAPSHOTS(Kind.COUNTER, "dust.snapshots", "snapshots", "snapshots that took the place of all rows", Tag.STORE),
    /** Subscriptions whose queue was full, so that it was dropped. */
    OVERFLOWS(Kind.COUNTER, "dust.subscription.overflows", "overflows", "queues of subscriptions that were dropped when full",
            Tag.STORE),
    /** Connections that were opened and lost, and attempts that failed. */
    CONNECTIONS(Kind.COUNTER, "dust.connections", "connections", "connections opened and lost, attempts failed and refused",
            Tag.OUTCOME),
    /** Whether the client is connected. */
    CONNECTED(Kind.GAUGE, "dust.connected", "", "1 while the client is connected, else 0"),
    /** Whether a store has joined and caught up. */
    STORE_LIVE(Kind.GAUGE, "dust.store.live", "", "1 while the store has joined and caught up, else 0", Tag.STORE),
    /** How many writes the server has not settled. */
    OUTBOX_SIZE(Kind.GAUGE, "dust.outbox.size", "writes", "writes that the server has not settled", Tag.STORE),
    /** How long the oldest of them has waited, by the time of day. */
    OUTBOX_AGE(Kind.GAUGE, "dust.outbox.age", "seconds", "how long the oldest of them has waited", Tag.STORE),
    /** For how long the cache has been away. */
    STORAGE_AWAY(Kind.GAUGE, "dust.storage.away", "seconds", "for how long the cache has been away; 0 while it is there",
            Tag.STORE),
    /** How much of the server's history could not be read. */
    MISSING(Kind.GAUGE, "dust.missing", "events", "events and rows of the server's that could not be read", Tag.STORE);

    private final Kind kind;
    private final String meterName;
    private final String unit;
    private final String description;
    private final List<String> tags;

    ClientMeter(Kind kind, String meterName, String unit, String description, Tag... tags) {
        this.kind = kind;
        this.meterName = meterName;
        this.unit = unit;
        this.description = description;
        this.tags = List.of(tags).stream().map(Tag::key).toList();
    }

    private enum Tag {
        STORE("store"), OP("op"), OUTCOME("outcome");

        private final String key;

        Tag(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public String meterName() {
        return meterName;
    }

    @Override
    public String unit() {
        return unit;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<String> tags() {
        return tags;
    }
}
