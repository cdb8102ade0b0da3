package dev.dust.server.frame;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.CodecException;
import dev.dust.codec.Codecs;
import dev.dust.codec.ValueCodec;

/** The two ways to write frames (docs/protocol.md#frames), told apart by the {@code vsn} of the URL. */
public enum Format {
    /** JSON in text frames. */
    JSON("2.0.0") {
        @Override
        public byte[] encode(Frame frame) {
            return CODECS.json().encode(frame.toValue());
        }

        @Override
        public ValueCodec codec() {
            return CODECS.json();
        }
    },
    /** MessagePack in binary frames. */
    MESSAGE_PACK("3.0.0") {
        @Override
        public byte[] encode(Frame frame) {
            return CODECS.messagePack().encode(FloatExpiry.in(frame.toValue()));
        }

        @Override
        public ValueCodec codec() {
            return CODECS.messagePack();
        }
    };

    private static final Codecs CODECS = new JacksonCodecs();

    private final String vsn;

    Format(String vsn) {
        this.vsn = vsn;
    }

    /** The format of that {@code vsn}, or null if there is none; {@code vsn} may be null. */
    public static Format of(String vsn) {
        for (Format format : values()) {
            if (format.vsn.equals(vsn)) {
                return format;
            }
        }
        return null;
    }

    /** The bytes of a frame as the server sends it. */
    public abstract byte[] encode(Frame frame);

    /** How any value is written. */
    public abstract ValueCodec codec();

    /**
     * Reads a frame.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    public Frame decode(byte[] bytes) {
        try {
            return Frame.of(codec().decode(bytes));
        } catch (CodecException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
