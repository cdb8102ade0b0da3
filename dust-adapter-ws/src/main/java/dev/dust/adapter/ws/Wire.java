package dev.dust.adapter.ws;

import dev.dust.adapter.ws.WebSocketOptions.Format;
import dev.dust.codec.CodecException;
import dev.dust.codec.Codecs;
import dev.dust.codec.ValueCodec;
import dev.dust.value.Value;

/**
 * How frames are written.
 *
 * @param codecs write each format
 * @param format the one that all frames are in
 */
record Wire(Codecs codecs, Format format) {

    /**
     * The bytes of {@code frame}.
     *
     * @throws CodecException if it has no form in the format that all peers can read
     */
    byte[] encode(Value frame) {
        return checked(frame).encode(frame);
    }

    /**
     * How many bytes {@link #encode} would give; they are counted and not kept.
     *
     * @throws CodecException as {@link #encode} does
     */
    long size(Value frame) {
        return checked(frame).size(frame);
    }

    private ValueCodec checked(Value frame) {
        if (format == Format.JSON) {
            return codecs.json();
        }
        MessagePackPeers.check(frame);
        return codecs.messagePack();
    }
}
