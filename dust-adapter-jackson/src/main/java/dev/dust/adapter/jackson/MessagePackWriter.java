package dev.dust.adapter.jackson;

import java.io.IOException;
import java.math.BigInteger;
import org.msgpack.core.MessagePacker;

/** Writes the parts of a value as MessagePack. */
record MessagePackWriter(MessagePacker out) implements ValueSink<IOException> {

    @Override
    public void nothing() throws IOException {
        out.packNil();
    }

    @Override
    public void bool(boolean value) throws IOException {
        out.packBoolean(value);
    }

    @Override
    public void integer(long value) throws IOException {
        out.packLong(value);
    }

    @Override
    public void integer(BigInteger value) throws IOException {
        if (value.signum() > 0 && value.bitLength() == Long.SIZE) {
            out.packBigInteger(value);
        } else {
            byte[] bytes = value.toByteArray();
            out.packExtensionTypeHeader(Extensions.INTEGER, bytes.length);
            out.addPayload(bytes);
        }
    }

    @Override
    public void fraction(double value) throws IOException {
        out.packDouble(value);
    }

    @Override
    public void text(String value) throws IOException {
        out.packString(value);
    }

    @Override
    public void startList(int size) throws IOException {
        out.packArrayHeader(size);
    }

    @Override
    public void startMap(int size) throws IOException {
        out.packMapHeader(size);
    }

    @Override
    public void key(String key) throws IOException {
        out.packString(key);
    }

    @Override
    public void end() {
        // The header has told.
    }
}
