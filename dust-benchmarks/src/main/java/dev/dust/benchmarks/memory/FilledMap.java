package dev.dust.benchmarks.memory;

import dev.dust.benchmarks.fixture.Data;
import java.util.concurrent.ConcurrentSkipListMap;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The same rows as in {@link FilledStore}, in the JDK's ordered map for several threads: the yardstick. */
@State(Scope.Benchmark)
public class FilledMap {
    /** How many entries it has. */
    @Param({"1000", "100000", "1000000"})
    public int entries;

    ConcurrentSkipListMap<String, String> map;

    /** Fills it. */
    @Setup
    public void fill() {
        map = Data.skipList(entries);
    }
}
