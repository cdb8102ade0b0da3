package dev.dust.error;

import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import dev.dust.value.WholeNumbers;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The server refused (docs/protocol.md#refusals). {@link #reason()} is its reason, {@link #details()} its whole answer.
 * Refusals that a program is likely to tell apart have a class of their own; {@link Other} is for the rest, and for reasons of
 * a later server.
 */
public abstract sealed class RefusedException extends DustException {
    private static final long serialVersionUID = 1L;

    /** Whether what was refused may have taken effect, or may yet do so. */
    private final boolean maybeDuplicate;

    private RefusedException(String reason, Answer answer, String message) {
        super(reason, answer.unsure
                ? message + "; the write had been sent before, and that sending may have taken effect, or may yet do so"
                : message, answer.details, null);
        maybeDuplicate = answer.unsure;
    }

    /**
     * What is told of a refusal.
     *
     * @param details the server's answer
     * @param unsure  whether it is not the last word
     */
    private record Answer(MapValue details, boolean unsure) {
        @Nullable
        Value get(String key) {
            return details.get(key);
        }
    }

    /**
     * The exception for an answer of the server's.
     *
     * @param answer the reply's response; its {@code reason} names the refusal
     */
    public static RefusedException of(MapValue answer) {
        return of(new Answer(answer, false));
    }

    /**
     * The same refusal, of a write that was sent more than once, so that it is not sure: see {@link #maybeDuplicate()}.
     */
    public final RefusedException unsure() {
        return of(new Answer(details(), true));
    }

    /**
     * Whether the refusal is not sure: an earlier sending of the write may have taken effect, or may yet arrive at the server
     * and take effect (docs/protocol.md#takeover). False for any refusal of what was sent once, and for lease ops: that has not
     * taken effect, and never will.
     */
    public final boolean maybeDuplicate() {
        return maybeDuplicate;
    }

    private static RefusedException of(Answer answer) {
        String reason = text(answer, "reason", "unknown");
        return switch (reason) {
            case "conflict", "exists" -> new Conflict(reason, answer);
            case "held", "occupied", "not_held" -> new LeaseRefused(reason, answer);
            case "fenced" -> new Fenced(reason, answer);
            case "rate_limited" -> new RateLimited(reason, answer);
            case "limit_exceeded" -> new LimitExceeded(reason, answer);
            case "unauthorized", "store_not_allowed", "missing_scope" -> new AccessDenied(reason, answer);
            case "store_archived" -> new StoreArchived(reason, answer);
            case ServerFailed.CRASHED, ServerFailed.TOO_LARGE -> new ServerFailed(reason, answer);
            default -> new Other(reason, answer);
        };
    }

    /** This client's own word: the server failed on a write each time. {@code reason} is one of {@link ServerFailed}'s. */
    public static RefusedException serverFailed(String reason, String message) {
        return of(ownWord(reason, message));
    }

    /** This client's own word: the server has put a write off, which stays in the outbox. */
    public static RefusedException putOff(String message) {
        return of(ownWord("rate_limited", message));
    }

    private static MapValue ownWord(String reason, String message) {
        return MapValue.envelope(Map.of("reason", Value.of(reason), "message", Value.of(message)));
    }

    private static String text(Answer answer, String key, String otherwise) {
        return answer.get(key) instanceof TextValue(String text) ? text : otherwise;
    }

    private static OptionalLong number(MapValue answer, String key) {
        return WholeNumbers.of(answer.get(key));
    }

    /** A precondition did not hold: {@code conflict} for ifMatch, {@code exists} for ifAbsent. */
    public static final class Conflict extends RefusedException {
        private static final long serialVersionUID = 1L;

        private Conflict(String reason, Answer answer) {
            super(reason, answer, reason.equals("exists")
                    ? "there is a row at the path already (exists)"
                    : "the row has another revision than ifMatch names (conflict); read the entry again and retry");
        }

        /** The revision that the row has, where the server told. */
        public OptionalLong currentRevision() {
            return number(details(), "current_revision");
        }
    }

    /** A lease op did not succeed: {@code held}, {@code occupied} or {@code not_held}. */
    public static final class LeaseRefused extends RefusedException {
        private static final long serialVersionUID = 1L;

        private LeaseRefused(String reason, Answer answer) {
            super(reason, answer, switch (reason) {
                case "held" -> "somebody else holds the lease (held)";
                case "occupied" -> "the key holds a value that is no lease (occupied); use another key";
                default -> "the lease has expired or is somebody else's (not_held)";
            });
        }
    }

    /** The lease that the write was fenced with is not held any more. */
    public static final class Fenced extends RefusedException {
        private static final long serialVersionUID = 1L;

        private Fenced(String reason, Answer answer) {
            super(reason, answer, "the lease that fences this write is not held any more (fenced)");
        }
    }

    /**
     * Too many writes. The engine waits and sends the write again by itself; a caller of a write hears this only if the options
     * say that callers do not wait for that.
     */
    public static final class RateLimited extends RefusedException {
        private static final long serialVersionUID = 1L;

        private RateLimited(String reason, Answer answer) {
            super(reason, answer, text(answer, "message", "too many writes") + " (rate_limited)");
        }

        /** How long to wait, in milliseconds, where the server told. */
        public OptionalLong retryAfterMillis() {
            return number(details(), "retry_after_ms");
        }
    }

    /** A limit of the account or the store. */
    public static final class LimitExceeded extends RefusedException {
        private static final long serialVersionUID = 1L;

        private LimitExceeded(String reason, Answer answer) {
            super(reason, answer, "a limit of the server is exceeded: " + text(answer, "dimension", "it does not say which")
                    + " (limit_exceeded)");
        }

        /** What is limited, such as {@code keys}; null if the server did not tell. */
        public @Nullable String dimension() {
            return details().get("dimension") instanceof TextValue(String named) ? named : null;
        }

        /** How much there is, where the server told. */
        public OptionalLong current() {
            return number(details(), "current");
        }

        /** How much there may be, where the server told. */
        public OptionalLong limit() {
            return number(details(), "limit");
        }
    }

    /** The token may not do this: {@code unauthorized}, {@code store_not_allowed} or {@code missing_scope}. */
    public static final class AccessDenied extends RefusedException {
        private static final long serialVersionUID = 1L;

        private AccessDenied(String reason, Answer answer) {
            super(reason, answer, text(answer, "message", switch (reason) {
                case "missing_scope" -> "the token lacks the scope " + text(answer, "scope", "that this needs");
                case "store_not_allowed" -> "the token does not give access to this store";
                default -> "no access to this store, or there is none of this name";
            }) + " (" + reason + ")");
        }

        /** The scope that the token lacks; null unless the reason is {@code missing_scope} and the server told. */
        public @Nullable String scope() {
            return details().get("scope") instanceof TextValue(String named) ? named : null;
        }
    }

    /** The store is archived: it can be read from the cache, and no longer written. */
    public static final class StoreArchived extends RefusedException {
        private static final long serialVersionUID = 1L;

        private StoreArchived(String reason, Answer answer) {
            super(reason, answer, "the store is archived and takes no writes (store_archived)");
        }
    }

    /**
     * Not the server's word but this client's: the server failed each time that it was given the write, and nothing else was
     * under way. {@code server_crashed}: it ended the membership or the connection without an answer; {@code too_large}: it
     * closed the connection because of the frame's size. The write is not sent again.
     */
    public static final class ServerFailed extends RefusedException {
        /** The reason where the server crashed. */
        public static final String CRASHED = "server_crashed";
        /** The reason where the frame was too large for it. */
        public static final String TOO_LARGE = "too_large";

        private static final long serialVersionUID = 1L;

        private ServerFailed(String reason, Answer answer) {
            super(reason, answer, text(answer, "message", "the server failed each time that it was given this write") + " ("
                    + reason + ")");
        }
    }

    /** Any other refusal. */
    public static final class Other extends RefusedException {
        private static final long serialVersionUID = 1L;

        private Other(String reason, Answer answer) {
            super(reason, answer, text(answer, "message", "the server refused: " + reason));
        }
    }
}
