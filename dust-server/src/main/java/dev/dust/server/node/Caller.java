package dev.dust.server.node;

import dev.dust.server.access.Access;
import dev.dust.server.metrics.ServerMeter;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Refusal;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who asks for one thing at a time, without a connection and without being a member. What may be read and written, and
 * what becomes of it, is decided as for a member. Safe for every thread; calls wait for the ledger, and fail with a
 * {@link dev.dust.server.ledger.LedgerException} if it is away.
 */
public final class Caller {
    private final ServerParts parts;
    private final String token;
    private final Access access;
    private final String deviceId;
    private final WriteGate gate;

    private Caller(ServerParts parts, String token, Access access, String deviceId) {
        this.parts = parts;
        this.token = token;
        this.access = access;
        this.deviceId = deviceId;
        this.gate = new WriteGate(parts);
    }

    /**
     * Who has {@code token}, or null if it is not valid; it may be null.
     *
     * @param deviceId what events of what he writes call him
     */
    public static @Nullable Caller of(ServerParts parts, @Nullable String token, String deviceId) {
        Access access = parts.tokens().accessOf(token);
        return token == null || access == null ? null : new Caller(parts, token, access, deviceId);
    }

    /** What the token may do. */
    public Access access() {
        return access;
    }

    /** Whether the token has not ended since, and was not taken back. */
    public boolean isStillKnown() {
        return parts.tokens().accessOf(token) != null;
    }

    /** Whether the server goes away: what can go on at another one does not go on here. */
    public boolean isServerLeaving() {
        return parts.readiness().isLeaving();
    }

    /** Waits for {@code what}, for so long at most, and not beyond the moment when the server goes away; completes it then. */
    public void await(CompletableFuture<Void> what, Duration atMost) {
        parts.readiness().awaitUnlessLeaving(what, atMost);
    }

    /** Refuses a token that may read no entries. */
    public void checkMayRead() {
        if (!access.scopes().contains(Access.ENTRIES_READ)) {
            throw Replies.missingScope(Access.ENTRIES_READ);
        }
        if (!access.read()) {
            throw Refusal.of("unauthorized");
        }
    }

    /** The store of that name, to be read; refuses a token that may not, with {@code no_such_store} if there is none. */
    public StoreHost toRead(String store) {
        checkMayRead();
        checkOpens(store);
        return found(parts.stores().known(store));
    }

    /** The store of that name, to be written: made if it is missing and a join would make it. Refuses as {@link #toRead}. */
    public StoreHost toWrite(String store) {
        WriteGate.checkMayEverWrite(PushKind.WRITE, access);
        checkOpens(store);
        return found(parts.mode().find(parts.stores(), store));
    }

    private void checkOpens(String store) {
        if (!access.opens(store)) {
            throw Connection.storeNotAllowed();
        }
    }

    private static StoreHost found(@Nullable StoreHost host) {
        if (host == null) {
            throw Refusal.of("no_such_store");
        }
        return host;
    }

    /**
     * Writes, as so many pushes (docs/protocol.md#writes): in order, each decided by itself. Where the token's
     * limit of writes is reached, everything from there on is refused.
     *
     * @param host   as {@link #toWrite} gave it
     * @param writes payloads, as they were sent
     * @return for each what became of it, in the same order
     */
    public List<PushResult> write(StoreHost host, List<MapValue> writes) {
        long began = System.nanoTime();
        int allowed = 0;
        PushResult refused = null;
        while (allowed < writes.size() && refused == null) {
            try {
                gate.check(PushKind.WRITE, writes.get(allowed), token, access);
                allowed++;
            } catch (Refusal refusal) {
                refused = PushResult.refused(refusal);
            }
        }
        var results = new ArrayList<>(host.applyAll(writes.subList(0, allowed), deviceId));
        while (refused != null && results.size() < writes.size()) {
            results.add(refused);
        }
        results.forEach(result -> parts.measures().time(ServerMeter.PUSH, Replies.outcomeOf(result.reply()), began));
        return results;
    }
}
