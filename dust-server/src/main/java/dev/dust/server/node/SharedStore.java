package dev.dust.server.node;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.GroupCommit;
import dev.dust.server.ledger.MembershipId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.metrics.Measures;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.StoreRules;
import dev.dust.value.MapValue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a {@link StoreHost} has besides if other servers write its store, too. Safe for every thread. */
final class SharedStore implements Feed.Members {
    private final StoreHost host;
    private final StoreMembers members;
    private final StoreRules rules;
    private final Feed feed;
    private final GroupCommit commits;
    private final Execution execution;

    /**
     * For that store.
     *
     * @param members   those of the store
     * @param lock      guards them
     * @param execution where is read and written
     * @param measures  what the server tells of itself
     */
    SharedStore(StoreHost host, StoreMembers members, StoreLedger ledger, StoreRules rules, ReentrantLock lock,
            Execution execution, Measures measures) {
        this.host = host;
        this.members = members;
        this.rules = rules;
        this.execution = execution;
        feed = new Feed(ledger, this, lock, execution, measures);
        commits = new GroupCommit(feed::write, execution.ledger());
    }

    Feed feed() {
        return feed;
    }

    PushResult apply(PushKind kind, MapValue payload, @Nullable String deviceId, @Nullable MembershipId membership) {
        try {
            var written = commits.write(rules.readyPush(kind, payload, deviceId, membership));
            return host.decided(kind, () -> execution.await(written));
        } catch (Refusal refusal) {
            return PushResult.refused(refusal);
        }
    }

    /** What becomes of writes, in order; other writes may come between them. */
    List<CompletableFuture<Outcome>> write(List<MapValue> payloads, @Nullable String deviceId) {
        return payloads.stream().map(payload -> commits.write(rules.push(PushKind.WRITE, payload, deviceId))).toList();
    }

    @Override
    public void hear(Event event) {
        rules.committed(PushKind.PUT_FILE, List.of(event));
        members.broadcast(event, host.topic());
    }

    @Override
    public void lose() {
        members.end(member -> true, "phx_close");
    }

    @Override
    public void endArchived() {
        host.endArchived();
    }
}
