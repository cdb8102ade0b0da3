package dev.dust.benchmarks.bare;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;

/** A client of a space, as the server has it. */
final class BareConnection implements FrameHandler {
    private final BareSpace space;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    @SuppressWarnings("NullAway.Init") // Jetty opens it before anything else.
    private CoreSession session;

    BareConnection(BareSpace space) {
        this.space = space;
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        space.enter(this);
        callback.succeeded();
        session.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        boolean isData = frame.getOpCode() == OpCode.TEXT || frame.getOpCode() == OpCode.CONTINUATION;
        if (isData) {
            // Of a frame that has not come as a whole, what is there of it.
            byte[] part = new byte[frame.getPayloadLength()];
            frame.getPayload().slice().get(part);
            message.writeBytes(part);
        }
        callback.succeeded();
        if (isData && frame.isFin()) {
            space.asked(this, message.toString(StandardCharsets.UTF_8));
            message.reset();
        }
        session.demand();
    }

    /** Sends a frame, without waiting for the network. */
    void send(byte[] text) {
        session.sendFrame(new Frame(OpCode.TEXT, ByteBuffer.wrap(text)), Callback.NOOP, false);
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        space.leave(this);
        callback.succeeded();
    }
}
