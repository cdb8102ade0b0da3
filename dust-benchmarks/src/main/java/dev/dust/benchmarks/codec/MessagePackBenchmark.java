package dev.dust.benchmarks.codec;

import dev.dust.benchmarks.fixture.Ring;
import dev.dust.codec.ValueCodec;
import dev.dust.value.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Reading and writing the frame of an event as MessagePack. The yardsticks are msgpack-core's unpacker and packer, and plain
 * data.
 */
@State(Scope.Benchmark)
public class MessagePackBenchmark {
    /** As ours has it: the JDK is quicker at turning strings into bytes than the packer's own way. */
    private static final MessagePack.PackerConfig CONFIG = new MessagePack.PackerConfig()
            .withSmallStringOptimizationThreshold(Integer.MAX_VALUE);

    private final ValueCodec messagePack = Documents.codecs().messagePack();
    private final Ring<byte[]> bytes = new Ring<>(Documents.encoded(messagePack));
    private final Ring<Value> values = new Ring<>(Documents.events());
    private final Ring<Object> plain = new Ring<>(Documents.events().stream().map(Value::toPlain).toList());

    /** Ours. */
    @Benchmark
    public Value decode() {
        return messagePack.decode(bytes.next());
    }

    /** The yardstick. (msgpack-core's own values neither decode strings nor look up fields before they are asked.) */
    @Benchmark
    public @Nullable Object unpack() throws IOException {
        try (var unpacker = MessagePack.newDefaultUnpacker(bytes.next())) {
            return unpack(unpacker);
        }
    }

    private static @Nullable Object unpack(MessageUnpacker unpacker) throws IOException {
        return switch (unpacker.getNextFormat().getValueType()) {
            case NIL -> {
                unpacker.unpackNil();
                yield null;
            }
            case STRING -> unpacker.unpackString();
            case INTEGER -> unpacker.unpackLong();
            case ARRAY -> {
                int size = unpacker.unpackArrayHeader();
                var items = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    items.add(unpack(unpacker));
                }
                yield items;
            }
            case MAP -> {
                int size = unpacker.unpackMapHeader();
                var fields = LinkedHashMap.newLinkedHashMap(size);
                for (int i = 0; i < size; i++) {
                    fields.put(unpacker.unpackString(), unpack(unpacker));
                }
                yield fields;
            }
            default -> throw new IllegalArgumentException("no frame has anything else");
        };
    }

    /** Ours. */
    @Benchmark
    public byte[] encode() {
        return messagePack.encode(values.next());
    }

    /** The yardstick. */
    @Benchmark
    public byte[] pack() throws IOException {
        try (var packer = CONFIG.newBufferPacker()) {
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
