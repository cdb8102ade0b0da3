package dev.dust.adapter.ws;

import dev.dust.codec.CodecException;
import dev.dust.codec.Codecs;
import dev.dust.codec.ValueCodec;
import dev.dust.transport.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts messages together from their parts and decodes them: text as JSON, binary as MessagePack. What is no message of the
 * protocol is logged and dropped. For one thread.
 */
final class MessageReader {
    private static final System.Logger LOG = System.getLogger(MessageReader.class.getName());
    private static final int EXCERPT = 80;

    private final Codecs codecs;
    private final String server;
    private final Consumer<ServerMessage> target;
    private Parts parts;
    private boolean warned;

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
     * @param target gets each message about a store
     */
    MessageReader(Codecs codecs, String server, Consumer<ServerMessage> target) {
        this.codecs = codecs;
        this.server = server;
        this.target = target;
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
        decode(codec, message).ifPresent(target);
    }

    private Optional<ServerMessage> decode(ValueCodec codec, ByteBuffer message) {
        try {
            return Frames.read(codec.decode(message.array(), message.arrayOffset() + message.position(), message.remaining()));
        } catch (CodecException e) {
            // Once: a server that goes on like that must not fill the log.
            var level = warned ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
            warned = true;
            LOG.log(level, () -> "dropped what " + server + " sent, it is no message: " + Failures.describe(e) + ": "
                    + excerpt(codec, message));
            return Optional.empty();
        }
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
