package dev.dust.benchmarks;

import dev.dust.value.Value;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Applying an event, with and without subscriptions and pending ops elsewhere (DESIGN 13); the yardstick is ours with none. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class EventBenchmark {
    /** How many subscriptions match nothing of it. */
    @Param({"0", "10000"})
    public int subscriptions;
    /** How many pending ops there are elsewhere. */
    @Param({"0", "10000"})
    public int pending;

    private static final int ROWS = 100_000;

    private final SplittableRandom random = new SplittableRandom(1);
    private Client client;

    /** Fills the store. */
    @Setup
    public void fill() {
        client = new Client();
        client.snapshot(Data.rows(ROWS));
        for (int i = 0; i < subscriptions; i++) {
            client.store().on("others/o" + i + "/*", event -> {
                throw new AssertionError("nothing matches");
            });
        }
        for (int i = 0; i < pending; i++) {
            client.store().put("elsewhere/" + i, i);
        }
    }

    /** Ends the client. */
    @TearDown
    public void close() {
        client.close();
    }

    /** One event of another client. */
    @Benchmark
    public void apply() {
        client.event(Data.key(random.nextInt(ROWS)), Value.of("written"));
    }
}
