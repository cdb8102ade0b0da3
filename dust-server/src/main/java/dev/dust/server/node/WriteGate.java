package dev.dust.server.node;

import dev.dust.server.access.Access;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.FileOps;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.Refusal;
import dev.dust.value.MapValue;
import java.util.Map;

/** Whether a push may be decided at all (docs/protocol.md#access), however it came. Safe for every thread. */
final class WriteGate {
    private final Mode mode;
    private final RateLimit rateLimit;
    private final Blobs blobs;

    WriteGate(ServerParts parts) {
        this.mode = parts.mode();
        this.rateLimit = parts.rateLimit();
        this.blobs = parts.blobs();
    }

    /** Refuses what {@code token} may not send, or not now; what it may send counts against its limit. */
    void check(PushKind kind, MapValue payload, String token, Access access) {
        checkMayWrite(kind, token, access);
        checkContent(kind, payload, token, access);
    }

    /** Refuses a token that may not write. */
    static void checkMayEverWrite(PushKind kind, Access access) {
        if (!access.scopes().contains(kind.scope())) {
            throw Replies.missingScope(kind.scope());
        }
        if (!access.write()) {
            throw Refusal.of("unauthorized");
        }
    }

    private void checkMayWrite(PushKind kind, String token, Access access) {
        checkMayEverWrite(kind, access);
        long retryAfter = rateLimit.count(token, access.writesPerMinute());
        if (retryAfter > 0) {
            throw Refusal.of("rate_limited", Map.of("retry_after_ms", mode.retryAfterMillis(retryAfter)));
        }
    }

    /** Who names a content has to have brought it, or be able to fetch it: its hash alone gives it to nobody. */
    private void checkContent(PushKind kind, MapValue payload, String token, Access access) {
        if (kind == PushKind.PUT_FILE && mode.takesUploads() && FileOps.isByHash(payload)
                && !blobs.mayName(token, access, FileOps.hash(payload))) {
            throw FileOps.notUploaded();
        }
    }
}
