package dev.dust.adapter.ws;

import dev.dust.codec.CodecException;
import dev.dust.codec.Codecs;
import dev.dust.codec.ValueCodec;
import dev.dust.transport.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Puts messages together from their parts and decodes them: text as JSON, binary as MessagePack. What is no message of the
 * protocol is logged, and reported in its place. For one thread.
 */
final class MessageReader {
    private static final System.Logger LOG = System.getLogger(MessageReader.class.getName());
    private static final int EXCERPT = 80;

    private final Codecs codecs;
    private final String server;
    private final Inbox delivery;
    private Parts parts;
    private boolean warned;

    /** Where messages go. */
    interface Inbox {

        void received(ServerMessage message);

        void unreadable(String why);
    }

    /** The parts of a message, in one array that is not copied for the decoder. */
    private static final class Parts extends ByteArrayOutputStream {

        void add(byte[] part, int offset, int length) {
            write(part, offset, length);
        }

        ByteBuffer all() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }

    /**
     * @param server who sends, for the log
     * @param delivery gets each message about a store, and what cannot be read
     */
    MessageReader(Codecs codecs, String server, Inbox delivery) {
        this.codecs = codecs;
        this.server = server;
        this.delivery = delivery;
    }

    void text(String part, boolean last) {
        read(codecs.json(), ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)), last);
    }

    void binary(ByteBuffer part, boolean last) {
        read(codecs.messagePack(), part, last);
    }

    private void read(ValueCodec codec, ByteBuffer part, boolean last) {
        if (parts == null && last) {
            deliver(codec, part);
            return;
        }
        if (parts == null) {
            parts = new Parts();
        }
        parts.add(part.array(), part.arrayOffset() + part.position(), part.remaining());
        if (last) {
            var message = parts.all();
            parts = null;
            deliver(codec, message);
        }
    }

    private void deliver(ValueCodec codec, ByteBuffer message) {
        Frames.Frame frame;
        try {
            frame = Frames.read(codec.decodeReadable(message.array(), message.arrayOffset() + message.position(),
                    message.remaining()));
        } catch (CodecException e) {
            String why = Failures.describe(e);
            warn(() -> "what " + server + " sent cannot be read: " + why + ": " + excerpt(codec, message));
            delivery.unreadable(why);
            return;
        }
        switch (frame) {
            case Frames.Frame.OfStore(ServerMessage read) -> {
                if (!read.unreadable().isEmpty()) {
                    warn(() -> "parts of what " + server + " sent about store " + read.store() + " cannot be read: "
                            + read.unreadable());
                }
                delivery.received(read);
            }
            case Frames.Frame.OfConnection heartbeat -> {
                // That something came is what counts.
            }
            case Frames.Frame.Foreign(String topic) -> warn(() -> "dropped what " + server
                    + " sent, it is about no store: " + excerpt(codec, message));
        }
    }

    /** Once: a server that goes on like that must not fill the log. */
    private void warn(Supplier<String> what) {
        var level = warned ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
        warned = true;
        LOG.log(level, what);
    }

    private String excerpt(ValueCodec codec, ByteBuffer message) {
        int length = Math.min(EXCERPT, message.remaining());
        int offset = message.arrayOffset() + message.position();
        String start = codec == codecs.json()
                ? new String(message.array(), offset, length, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ")
                : HexFormat.of().formatHex(message.array(), offset, offset + length);
        return start + (length < message.remaining() ? "..." : "");
    }
}
