package dev.dust.benchmarks.codec;

import dev.dust.benchmarks.fixture.Ring;
import dev.dust.codec.ValueCodec;
import dev.dust.value.Value;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reading and writing the frame of an event as JSON. The yardstick is Jackson's own tree. */
@State(Scope.Benchmark)
public class JsonBenchmark {
    private final ValueCodec json = Documents.codecs().json();
    private final JsonMapper mapper = new JsonMapper();
    private final Ring<byte[]> bytes = new Ring<>(Documents.encoded(json));
    private final Ring<Value> values = new Ring<>(Documents.events());
    private final Ring<JsonNode> trees = new Ring<>(Documents.encoded(json).stream().map(mapper::readTree).toList());

    /** Ours. */
    @Benchmark
    public Value decode() {
        return json.decode(bytes.next());
    }

    /** The yardstick. */
    @Benchmark
    public JsonNode readTree() {
        return mapper.readTree(bytes.next());
    }

    /** Ours. */
    @Benchmark
    public byte[] encode() {
        return json.encode(values.next());
    }

    /** The yardstick. */
    @Benchmark
    public byte[] writeTree() {
        return mapper.writeValueAsBytes(trees.next());
    }
}
