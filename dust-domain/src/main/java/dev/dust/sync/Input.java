package dev.dust.sync;

import dev.dust.cache.OutboxEntry;
import dev.dust.op.Op;
import dev.dust.time.TimerId;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to a store. */
public sealed interface Input {

    /** The application asks for an op. */
    record Submit(String opId, Op op) implements Input {
    }

    /** The cache could not keep a submitted op: it never was. */
    record NotStored(String opId) implements Input {
    }

    /** The application takes an op back, at whatever stage, unless the server has accepted it. */
    record Discard(String opId) implements Input {
    }

    /**
     * The application asks the server for something that is not kept.
     *
     * @param id    under which it is answered
     * @param event of {@link dev.dust.transport.ClientMessage}
     */
    record Ask(String id, String event, MapValue payload) implements Input {
    }

    /** A connection is there. */
    record Connected() implements Input {
    }

    /** The connection is gone. */
    record Disconnected(CloseReason.By by) implements Input {
    }

    /** This store has the {@link Solo} that it asked for. */
    record SoloFree() implements Input {
    }

    /** The server said something about this store. */
    record Received(ServerMessage message) implements Input {
    }

    /** The server said something that cannot be read, perhaps about this store; {@code why} says what is wrong with it. */
    record Missed(String why) implements Input {
    }

    /**
     * The content of a file could not be brought, so that the message that names it was never sent.
     *
     * @param ref that of the message
     * @param why as a server's refusal says it
     */
    record FileRefused(@Nullable String ref, MapValue why) implements Input {
    }

    /** A timer that was set has come due. */
    record TimerFired(TimerId id) implements Input {
    }

    /** What came in could not all be taken: what may be missing is to be fetched again. */
    record Overrun(String why) implements Input {
    }

    /** A step failed, or what it came to was not carried out: that may be missing, and timers that were set by it. */
    record Torn() implements Input {
    }

    /**
     * The cache has gone back: somebody else on it has begun anew, because the server's history has; or its database was
     * replaced by one that lacks the last transactions.
     *
     * @param appliedSeq its rows are those of this seq
     * @param outbox     what its outbox says
     */
    record CacheMovedBack(long appliedSeq, List<OutboxEntry> outbox) implements Input {
    }

    /** What the outbox says after a snapshot: others on the same cache may have seen what is in no history any more. */
    record OutboxRead(List<OutboxEntry> entries) implements Input {
    }

    /** The client is being closed: every caller is answered. */
    record Close() implements Input {
    }
}
