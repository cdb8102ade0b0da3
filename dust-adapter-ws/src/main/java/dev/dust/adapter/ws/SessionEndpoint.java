package dev.dust.adapter.ws;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The endpoint that Tyrus calls: parts of messages go to a reader, the end of the session and failures to whom it concerns. */
final class SessionEndpoint extends Endpoint {
    private final MessageReader reader;
    private final Consumer<CloseReason> closed;
    private final Consumer<Throwable> failed;

    SessionEndpoint(MessageReader reader, Consumer<CloseReason> closed, Consumer<Throwable> failed) {
        this.reader = reader;
        this.closed = closed;
        this.failed = failed;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.addMessageHandler(String.class, (MessageHandler.Partial<String>) reader::text);
        session.addMessageHandler(ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) reader::binary);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        closed.accept(reason);
    }

    @Override
    public void onError(Session session, Throwable failure) {
        failed.accept(failure);
    }
}
