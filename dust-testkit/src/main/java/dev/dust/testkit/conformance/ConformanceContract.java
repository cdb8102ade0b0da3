package dev.dust.testkit.conformance;

import dev.dust.cache.Cache;
import dev.dust.testkit.CacheSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The kit's scenarios over an adapter's cache, one test each:
 *
 * <pre>{@code
 * class RocksConformanceTest implements ConformanceContract {
 *     @Override
 *     public Cache newCache() {
 *         return new RocksCache(newTemporaryDirectory());
 *     }
 * }
 * }</pre>
 */
public interface ConformanceContract {

    /** An empty cache; it is closed after its scenario. */
    Cache newCache();

    /**
     * What is opened by a client that starts again; the same cache unless overridden.
     *
     * @param before a cache of {@link #newCache} or of this that nobody uses any more; closed here, unless it is handed out
     *               again
     */
    default Cache reopen(Cache before) {
        return before;
    }

    /** Whether a client that is opened on a cache finds there what an earlier one left; true unless overridden. */
    default boolean outlivesClient() {
        return true;
    }

    /** A test for each scenario, by the name of the rule that it proves. */
    @TestFactory
    default Stream<DynamicTest> scenarios() {
        var runner = new ConformanceRunner(new CacheSource() {
            @Override
            public Cache open() {
                return newCache();
            }

            @Override
            public Cache reopen(Cache before) {
                return ConformanceContract.this.reopen(before);
            }
        }, outlivesClient());
        return BundledScenarios.all().stream().map(found -> DynamicTest.dynamicTest(found.name(), () -> {
            switch (runner.judge(found)) {
                case Verdict.Passed passed -> {
                    // That is all.
                }
                case Verdict.Failed(String why) -> Assertions.fail(why);
                case Verdict.Skipped(String why) -> Assumptions.abort(why);
            }
        }));
    }
}
