package dev.dust.sync;

import dev.dust.error.DustException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.transport.ClientMessage;
import dev.dust.value.MapValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a live server is asked once, and nothing is kept of: rollbacks (docs/protocol.md#rollback). Each is answered, or fails
 * with the membership.
 */
final class Requests {
    private final String store;
    private final RefGenerator refs;
    /** Those that are under way, by the refs of their messages. */
    private final Map<String, String> ids = new LinkedHashMap<>();

    Requests(String store, RefGenerator refs) {
        this.store = store;
        this.refs = refs;
    }

    /** Sends a request. */
    void send(EffectBuffer out, String joinRef, Input.Ask ask) {
        String ref = refs.next();
        ids.put(ref, ask.id());
        out.send(new ClientMessage(store, joinRef, ref, ask.event(), ask.payload()));
    }

    /** It cannot be sent now. */
    void cannotSend(EffectBuffer out, Input.Ask ask) {
        out.reply(ask.id(), null, new UnavailableException("a " + ask.event() + " needs a server that store " + store
                + " has caught up with, and there is none now: nothing was done"));
    }

    /** Whether {@code ref} is that of a request. */
    boolean asked(String ref) {
        return ids.containsKey(ref);
    }

    /** The server has answered the request of {@code ref}. */
    void answered(EffectBuffer out, String ref, boolean ok, MapValue response) {
        String id = ids.remove(ref);
        if (id != null) {
            out.reply(id, ok ? response : null, ok ? null : RefusedException.of(response));
        }
    }

    /** The membership is over: no answer comes any more. */
    void left(EffectBuffer out) {
        ids.values().forEach(id -> out.reply(id, null, lost()));
        ids.clear();
    }

    private static DustException lost() {
        return new UnavailableException("the server was lost before it answered; whether this took effect is not known");
    }
}
