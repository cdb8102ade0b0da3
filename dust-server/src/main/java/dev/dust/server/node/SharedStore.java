package dev.dust.server.node;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.GroupCommit;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.metrics.Measures;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
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

    /** As {@link StoreHost#apply}; when it is known what became of it. */
    PushResult apply(PushKind kind, MapValue payload, @Nullable String deviceId) {
        return host.decided(kind, () -> execution.await(commits.write(rules.readyPush(kind, payload, deviceId, null))));
    }

    /** What becomes of a push of {@code member}'s, which is decided in its turn. */
    CompletableFuture<PushResult> apply(Channel member, PushLine.UnderWay turn, PushKind kind, MapValue payload) {
        Push push = turn.inTurn(rules.readyPush(kind, payload, member.deviceId(), member.membership()));
        CompletableFuture<Outcome> written = commits.write(push);
        return written.handle((outcome, failure) -> host.decided(kind, written::join));
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
