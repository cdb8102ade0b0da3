package dev.dust.adapter.ws;

import dev.dust.codec.CodecException;
import dev.dust.codec.Codecs;
import dev.dust.codec.ValueCodec;
import dev.dust.transport.Frames.Subject;
import dev.dust.transport.Frames;
import dev.dust.transport.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together from their parts and decodes them: text as JSON, binary as MessagePack. What is about no store is
 * dropped, what cannot be read is told, and both are logged. For one thread.
 */
final class MessageReader {
    private static final System.Logger LOG = System.getLogger(MessageReader.class.getName());
    private static final int EXCERPT = 80;

    private final Codecs codecs;
    private final String server;
    private final Consumer<ServerMessage> target;
    private final Consumer<String> unreadable;
    private @Nullable Parts parts;
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
     * @param server     who sends, for the log
     * @param target     gets each message about a store
     * @param unreadable hears of each frame of which it cannot be told what it is about, and why
     */
    MessageReader(Codecs codecs, String server, Consumer<ServerMessage> target, Consumer<String> unreadable) {
        this.codecs = codecs;
        this.server = server;
        this.target = target;
        this.unreadable = unreadable;
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

    private void deliver(ValueCodec codec, ByteBuffer frame) {
        Subject subject;
        try {
            subject = Frames.read(
                    codec.decodeReadable(frame.array(), frame.arrayOffset() + frame.position(), frame.remaining()));
        } catch (CodecException e) {
            String why = FailureSummary.describe(e) + ": " + excerpt(codec, frame);
            warn("what " + server + " sent cannot be read: " + why);
            unreadable.accept(why);
            return;
        }
        switch (subject) {
            case Subject.Store(ServerMessage message) -> {
                if (!message.unreadable().isEmpty()) {
                    warn("a part of what " + server + " sent cannot be read: " + places(message));
                }
                target.accept(message);
            }
            case Subject.Connection connection -> {
                // Heartbeats count by what was read at all.
            }
            case Subject.Other(String topic) ->
                warn("dropped what " + server + " sent about no store: " + excerpt(codec, frame));
        }
    }

    private static String places(ServerMessage message) {
        var places = message.unreadable();
        String first = String.join("/", places.getFirst());
        return (places.size() == 1 ? "" : places.size() + " places, such as ") + "\"" + shortened(first) + "\" of the "
                + shortened(message.event()) + " of store " + shortened(message.store());
    }

    private static String shortened(String text) {
        return (text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "...").replaceAll("\\p{Cntrl}", " ");
    }

    /** Once: a server that goes on like that must not fill the log. */
    private void warn(String what) {
        var level = warned ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
        warned = true;
        LOG.log(level, what);
    }

    @SuppressWarnings("ReferenceEquality") // One of the two that this reader was given.
    private String excerpt(ValueCodec codec, ByteBuffer message) {
        int length = Math.min(EXCERPT, message.remaining());
        int offset = message.arrayOffset() + message.position();
        String start = codec == codecs.json()
                ? new String(message.array(), offset, length, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ")
                : HexFormat.of().formatHex(message.array(), offset, offset + length);
        return start + (length < message.remaining() ? "..." : "");
    }
}
