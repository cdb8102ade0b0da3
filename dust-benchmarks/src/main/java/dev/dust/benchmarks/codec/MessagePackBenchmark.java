package dev.dust.benchmarks.codec;

import dev.dust.benchmarks.fixture.Ring;
import dev.dust.codec.ValueCodec;
import dev.dust.value.Value;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Reading and writing the frame of an event as MessagePack. The yardsticks are msgpack-core's own values, and its packer on plain data. */
@State(Scope.Benchmark)
public class MessagePackBenchmark {
    private final ValueCodec messagePack = Documents.codecs().messagePack();
    private final Ring<byte[]> bytes = new Ring<>(Documents.encoded(messagePack));
    private final Ring<Value> values = new Ring<>(Documents.events());
    private final Ring<Object> plain = new Ring<>(Documents.events().stream().map(Value::toPlain).toList());

    /** Ours. */
    @Benchmark
    public Value decode() {
        return messagePack.decode(bytes.next());
    }

    /** The yardstick. */
    @Benchmark
    public org.msgpack.value.Value unpack() throws IOException {
        try (var unpacker = MessagePack.newDefaultUnpacker(bytes.next())) {
            return unpacker.unpackValue();
        }
    }

    /** Ours. */
    @Benchmark
    public byte[] encode() {
        return messagePack.encode(values.next());
    }

    /** The yardstick. (msgpack-core's own values are encoded when they are made.) */
    @Benchmark
    public byte[] pack() throws IOException {
        try (var packer = MessagePack.newDefaultBufferPacker()) {
            pack(plain.next(), packer);
            return packer.toByteArray();
        }
    }

    private static void pack(Object value, MessagePacker packer) throws IOException {
        switch (value) {
            case null -> packer.packNil();
            case String text -> packer.packString(text);
            case Long number -> packer.packLong(number);
            case List<?> items -> {
                packer.packArrayHeader(items.size());
                for (Object item : items) {
                    pack(item, packer);
                }
            }
            case Map<?, ?> fields -> {
                packer.packMapHeader(fields.size());
                for (Map.Entry<?, ?> field : fields.entrySet()) {
                    packer.packString((String) field.getKey());
                    pack(field.getValue(), packer);
                }
            }
            default -> throw new IllegalArgumentException("no frame has a " + value.getClass());
        }
    }
}
