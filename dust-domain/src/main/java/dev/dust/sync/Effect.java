package dev.dust.sync;

import dev.dust.error.DustException;
import dev.dust.subscribe.DustEvent;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.value.MapValue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something to do that others can see, once the transaction of its step is kept. */
public sealed interface Effect {

    /** Send to the server. */
    record Send(ClientMessage message) implements Effect {
    }

    /** Tell the subscribers whose pattern matches. */
    record Tell(DustEvent event) implements Effect {
    }

    /** Tell all subscribers that the store was replaced by a snapshot of {@code seq}. */
    record TellSnapshot(long seq) implements Effect {
    }

    /**
     * Answer the caller of an op, if one waits.
     *
     * @param last whether nothing more is to come; if not, the op is still pending, and what is told is what is known so far
     */
    record Answer(String opId, Outcome outcome, boolean last) implements Effect {
    }

    /**
     * Answer a request.
     *
     * @param response what the server says; null if it failed
     * @param failure  null if it did not
     */
    record Reply(String id, @Nullable MapValue response, @Nullable DustException failure) implements Effect {
    }

    /**
     * Set the timer of this name, in place of one that is set.
     *
     * @param delay  how long; null to call it off
     * @param jitter whether to take a random part of the delay, zero to all
     */
    record SetTimer(TimerId id, @Nullable Duration delay, boolean jitter) implements Effect {
    }

    /** Tell those who wait for the store to catch up with the server that it cannot for now. */
    record Unready(DustException why) implements Effect {
    }

    /** Have the transport speak another format from the next connection on, if it knows one; end this one then. */
    record OtherFormat() implements Effect {
    }

    /** Something that a person should know. */
    record Report(@Nullable String message) implements Effect {
    }
}
