package dev.dust.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.Frames;
import dev.dust.transport.Transport;

/** Messages as text frames, in JSON. */
record TextFrames(ValueCodec json) {
    private static final System.Logger LOG = System.getLogger(TextFrames.class.getName());

    String heartbeat() {
        return new String(json.encode(Frames.heartbeat("heartbeat")), UTF_8);
    }

    String of(ClientMessage message) {
        return new String(json.encode(Frames.of(message)), UTF_8);
    }

    long sizeOf(ClientMessage message) {
        return json.encode(Frames.of(message)).length;
    }

    /**
     * What {@code listener} is to hear of a frame: its message, with the places in the payload that cannot be read, or that not
     * even the store can be told; nothing of what is about no store.
     */
    void read(String text, Transport.Listener listener) {
        Frames.Subject subject;
        try {
            byte[] bytes = text.getBytes(UTF_8);
            subject = Frames.read(json.decodeReadable(bytes, 0, bytes.length));
        } catch (CodecException e) {
            LOG.log(System.Logger.Level.WARNING, "a frame cannot be read: " + e.getMessage());
            listener.unreadable("a frame cannot be read: " + e.getMessage());
            return;
        }
        if (subject instanceof Frames.Subject.Store(var message)) {
            listener.received(message);
        }
    }
}
