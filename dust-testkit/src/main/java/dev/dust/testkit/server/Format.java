package dev.dust.testkit.server;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.CodecException;
import dev.dust.codec.Codecs;
import dev.dust.codec.ValueCodec;

/** The two ways to write frames (PROTOCOL 2), told apart by the {@code vsn} of the URL. */
enum Format {
    /** JSON in text frames. */
    JSON("2.0.0") {
        @Override
        byte[] encode(Frame frame) {
            return CODECS.json().encode(frame.toValue());
        }

        @Override
        ValueCodec codec() {
            return CODECS.json();
        }
    },
    /** MessagePack in binary frames. */
    MESSAGE_PACK("3.0.0") {
        @Override
        byte[] encode(Frame frame) {
            return CODECS.messagePack().encode(FloatExpiry.in(frame.toValue()));
        }

        @Override
        ValueCodec codec() {
            return CODECS.messagePack();
        }
    };

    private static final Codecs CODECS = new JacksonCodecs();

    private final String vsn;

    Format(String vsn) {
        this.vsn = vsn;
    }

    /** The format of that {@code vsn}, or null if there is none; {@code vsn} may be null. */
    static Format of(String vsn) {
        for (Format format : values()) {
            if (format.vsn.equals(vsn)) {
                return format;
            }
        }
        return null;
    }

    abstract byte[] encode(Frame frame);

    abstract ValueCodec codec();

    /**
     * Reads a frame.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    Frame decode(byte[] bytes) {
        try {
            return Frame.of(codec().decode(bytes));
        } catch (CodecException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
