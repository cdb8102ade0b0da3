package dev.dust.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Cache;
import dev.dust.testkit.CacheSource;
import dev.dust.testkit.conformance.ConformanceContract;
import dev.dust.testkit.simulation.Simulation;
import dev.dust.testkit.simulation.SimulationOptions;
import dev.dust.testkit.simulation.SimulationResult;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole clients on the cache: every scenario, and some that crash. Who starts again reads the files again. */
@Tag("slow")
class FileCacheClientsTest implements ConformanceContract {
    @TempDir
    private Path temporary;
    private final Map<Cache, Path> directories = new HashMap<>();

    @Override
    public Cache newCache() {
        return open(temporary.resolve("cache" + directories.size()));
    }

    @Override
    public Cache reopen(Cache before) {
        return open(directories.get(before));
    }

    private Cache open(Path directory) {
        var cache = new FileCache(directory, new JacksonCodecs().json());
        directories.put(cache, directory);
        return cache;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void simulatedClients_agreeWithTheServer(long seed) {
        SimulationResult report = Simulation.run(SimulationOptions.defaults().seed(seed).caches(new CacheSource() {
            @Override
            public Cache open() {
                return newCache();
            }

            @Override
            public Cache reopen(Cache before) {
                return FileCacheClientsTest.this.reopen(before);
            }
        }));

        assertThat(report.ok()).as(report.toString()).isTrue();
    }
}
