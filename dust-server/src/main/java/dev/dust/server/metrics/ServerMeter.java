package dev.dust.server.metrics;

import dev.dust.metrics.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server measures (docs/server.md#metrics). Each has one tag at most, whose values are those of {@link #tagValues} and
 * no others: names of stores are none of them, since there may be any number.
 */
public enum ServerMeter implements Meter {
    /** Clients that are connected. */
    CONNECTIONS(Kind.GAUGE, "dust.server.connections", "connections", "clients that are connected", null),
    /** Memberships: clients in stores. */
    MEMBERS(Kind.GAUGE, "dust.server.members", "members", "memberships, each of a client in a store", null),
    /** Stores that have members at this server. */
    STORES(Kind.GAUGE, "dust.server.stores", "stores", "stores that have members here", null),
    /** Clients that asked to come in. */
    HANDSHAKES(Kind.COUNTER, "dust.server.handshakes", "handshakes", "clients that asked to come in", "outcome", "accepted",
            "refused", "unavailable"),
    /** Connections that are over. */
    ENDED_CONNECTIONS(Kind.COUNTER, "dust.server.ended.connections", "connections",
            "connections that ended, by what ended them",
            "cause", "client", "slow", "token", "unreadable", "failed", "server"),
    /** The frames that wait for the client for whom most do. */
    SEND_QUEUE(Kind.GAUGE, "dust.server.send.queue", "frames", "frames that wait for the client for whom most do", null),
    /** How long it took to answer a push. */
    PUSH(Kind.TIMER, "dust.server.push", "seconds", "how long it took to answer a push, or a write of the HTTP API", "outcome",
            "ok", "refused",
            "rate_limited", "unavailable", "failed"),
    /** Events given to members. */
    SENT_EVENTS(Kind.COUNTER, "dust.server.sent.events", "events", "events sent to members", "kind", "live", "catch_up"),
    /** Snapshots given to members, in place of a history. */
    SENT_SNAPSHOTS(Kind.COUNTER, "dust.server.sent.snapshots", "snapshots", "snapshots sent to members in place of a history",
            null),
    /** How long the ledger took to write a batch. */
    LEDGER_WRITE(Kind.TIMER, "dust.server.ledger.write", "seconds", "how long the ledger took to write a batch", "outcome",
            "written", "unavailable", "in_doubt", "failed"),
    /** How many pushes a batch has. */
    LEDGER_BATCH(Kind.SUMMARY, "dust.server.ledger.batch", "pushes", "how many pushes were written together", null),
    /** For how long the ledger has not answered. */
    LEDGER_AWAY(Kind.GAUGE, "dust.server.ledger.away", "seconds",
            "for how long the ledger has not answered; 0 while it does", null),
    /** By how much members hear of what is committed later than the ledger has it, in ops. */
    LAG(Kind.GAUGE, "dust.server.lag", "ops", "committed ops that members have not been sent, in the store with most", null),
    /** The same in time. */
    BEHIND(Kind.GAUGE, "dust.server.behind", "seconds",
            "for how long members of a store have been behind the ledger, at worst; 0 while none are", null),
    /** Bytes of files that passed over HTTP. */
    FILE_BYTES(Kind.COUNTER, "dust.server.file.bytes", "bytes", "bytes of files over HTTP", "direction", "received", "sent"),
    /** How long it took to look after histories and files. */
    UPKEEP(Kind.TIMER, "dust.server.upkeep", "seconds", "how long it took to look after histories and files", "outcome", "done",
            "failed"),
    /** Ops that were forgotten. */
    FORGOTTEN_OPS(Kind.COUNTER, "dust.server.forgotten.ops", "ops", "ops that this server took out of histories, by retention",
            null);

    private final Kind kind;
    private final String meterName;
    private final String unit;
    private final String description;
    private final @Nullable String tag;
    private final List<String> tagValues;

    ServerMeter(Kind kind, String meterName, String unit, String description, @Nullable String tag, String... tagValues) {
        this.kind = kind;
        this.meterName = meterName;
        this.unit = unit;
        this.description = description;
        this.tag = tag;
        this.tagValues = List.of(tagValues);
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
        return tag == null ? List.of() : List.of(tag);
    }

    /** All values that its tag may have; empty for one without. */
    public List<String> tagValues() {
        return tagValues;
    }
}
