package dev.dust.sync;

import dev.dust.error.DustException;
import dev.dust.error.UnavailableException;
import dev.dust.op.Fields;
import dev.dust.op.Op;
import dev.dust.time.Durations;
import dev.dust.value.BoolValue;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the server's answers come to for callers. */
final class Answered {
    private static final String WRITER_BUSY = "{:writer_unavailable";
    private static final String NOT_JOINED = "unmatched topic";
    private static final String OUT_OF_TURN = "out_of_turn";
    private static final String NOT_UPLOADED = "not_uploaded";

    private Answered() {
    }

    static Outcome failed(DustException error) {
        return new Outcome.Failed(error);
    }

    /**
     * Whether a refusal says no more than that the op was not answered: its writer was busy, and may yet get to it, or the
     * server does not know the membership, or has lost the content that was brought for it. Then what became of the op is for
     * the next catch-up to tell.
     */
    static boolean isNoVerdict(MapValue refusal) {
        String reason = Fields.text(refusal, "reason");
        return reason != null && (reason.startsWith(WRITER_BUSY) || reason.equals(NOT_JOINED) || reason.equals(NOT_UPLOADED));
    }

    /** Whether a refusal says no more than that an op before this one was refused, so that it is to be sent again. */
    static boolean isOutOfTurn(MapValue refusal) {
        return OUT_OF_TURN.equals(Fields.text(refusal, "reason"));
    }

    /** A reply that says ok. */
    static Outcome byReply(PendingOp pending, MapValue response, long seq, StepTime now) {
        return switch (pending.op) {
            case Op.Acquire acquire -> leased(pending, now, holder(response, acquire.holder()),
                    Fields.whole(response, "token").orElse(seq), Fields.whole(response, "expires_at").orElse(0));
            case Op.Renew renew -> leased(pending, now, holder(response, null),
                    Fields.whole(response, "token").orElse(renew.token()), Fields.whole(response, "expires_at").orElse(0));
            case Op.Release release -> new Outcome.Released(released(response));
            default -> new Outcome.Accepted(seq, null);
        };
    }

    private static @Nullable String holder(MapValue response, @Nullable String otherwise) {
        String named = Fields.text(response, "holder");
        return named == null ? otherwise : named;
    }

    /** Whether a release found the lease that it was to give back. */
    static boolean released(MapValue response) {
        return response.get("released") != BoolValue.FALSE;
    }

    /** The op's own event. */
    static Outcome byEcho(PendingOp pending, ServerEvent event, StepTime now) {
        return switch (pending.op) {
            case Op.Release release -> new Outcome.Released(true);
            case Op.LeaseOp lease -> {
                LeaseValue granted = event.lease();
                yield granted == null
                        ? failed(new UnavailableException(
                                "the server's event of the " + lease.name().wire() + " does not tell the lease"))
                        : leased(pending, now, granted.holder(), granted.token(), granted.expiresAtMillis());
            }
            default -> new Outcome.Accepted(event.seq(), event.value());
        };
    }

    /**
     * A lease, unless it is over: by this client's clock, and from before the request left, so that no clock of the server's
     * counts. Somebody else may have it by then.
     */
    private static Outcome leased(PendingOp pending, StepTime now, @Nullable String holder, long token, long expiresAt) {
        long ttl = Durations.nanos(Duration.ofMillis(switch (pending.op) {
            case Op.Acquire acquire -> acquire.ttlMillis();
            case Op.Renew renew -> renew.ttlMillis();
            default -> Long.MAX_VALUE;
        }));
        return now.nanos() - pending.sentAtNanos < ttl
                ? new Outcome.Leased(holder, token, expiresAt)
                : failed(new UnavailableException("the lease of " + pending.op.path()
                        + " was granted, and its time was over when the answer came; ask for it again"));
    }
}
