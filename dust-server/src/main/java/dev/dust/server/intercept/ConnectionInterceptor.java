package dev.dust.server.intercept;

import dev.dust.value.MapValue;
import java.util.concurrent.CompletableFuture;

/** Stands between a server and one client. What it does not override passes as it is. */
public interface ConnectionInterceptor {
    /** Lets everything pass. */
    ConnectionInterceptor NONE = new ConnectionInterceptor() {
    };

    /**
     * The client has sent a message. No other one is read before this one was handled; a push may be decided later.
     *
     * @param handling handles it; to be run once, now or later, by any thread
     */
    default void received(Runnable handling) {
        handling.run();
    }

    /**
     * A push that changes the store, which the client may send.
     *
     * @return the payload of the reply: {@code status}, and {@code response}
     */
    default CompletableFuture<MapValue> write(InterceptedWrite write) {
        return write.apply();
    }

    /**
     * A push that changes the store is answered. They are answered in their order.
     *
     * @param push    its payload
     * @param sending sends the reply; to be run at once, or never
     */
    default void reply(MapValue push, Runnable sending) {
        sending.run();
    }

    /** The client joins a store; the answer stands between the store's live events and this membership. Never null. */
    default MemberInterceptor joining() {
        return MemberInterceptor.NONE;
    }

    /** When what is queued for the client at this moment may leave. What is queued later leaves later. */
    default Departure departure() {
        return Departure.AT_ONCE;
    }

    /** The connection has ended. */
    default void closed() {
    }
}
