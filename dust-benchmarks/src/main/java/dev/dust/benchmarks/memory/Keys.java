package dev.dust.benchmarks.memory;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.Ring;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What is asked for, in an order that is random and always the same. (JMH gives states of one benchmark the same
 * {@code entries}.)
 */
@State(Scope.Benchmark)
public class Keys {
    /** How many rows there are. */
    @Param({"1000", "100000", "1000000"})
    public int entries;

    /** The paths of the rows. */
    Ring<String> present;

    /** Makes the paths. */
    @Setup
    public void make() {
        present = Data.keys(entries);
    }
}
