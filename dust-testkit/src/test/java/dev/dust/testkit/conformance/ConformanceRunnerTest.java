package dev.dust.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Cache;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.CacheSource;
import dev.dust.testkit.NaiveCache;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run prints, and what caches it runs on. */
class ConformanceRunnerTest {
    private static final String GOOD = """
            {"name": "good", "steps": [{"server": "ready", "store_seq": 0}]}""";
    private static final String BAD = """
            {"name": "bad", "steps": [{"expect": "get", "path": "k", "value": 1}]}""";
    private static final String RESTARTS = """
            {"name": "restarts", "steps": [{"call": "put", "path": "k", "value": 1}, {"restart": true},
             {"expect": "get", "path": "k", "value": 1}]}""";

    @TempDir
    private Path folder;

    @Test
    void eachScenario_hasALine_andTheLastLineCounts() {
        Path file = Runs.file(folder, "all.json", "[" + GOOD + "," + BAD + "," + RESTARTS + "]");
        assertThat(Runs.lines(file)).containsExactly("PASS good", "FAIL bad: step 1: get k: expected 1, saw nothing",
                "PASS restarts", "2 passed, 1 failed");
    }

    @Test
    void aScenarioThatRestarts_isSkippedWhereTheCacheDoesNotOutliveItsClient() {
        Path file = Runs.file(folder, "all.json", "[" + GOOD + "," + RESTARTS + "]");
        assertThat(Runs.lines(new ConformanceRunner(NaiveCache::new, false), file)).containsExactly("PASS good",
                "SKIP restarts: what is in this cache does not outlive its client", "1 passed, 0 failed, 1 skipped");
    }

    @Test
    void theSummary_saysHowItWent() {
        var runner = new ConformanceRunner(NaiveCache::new, true);
        var out = new PrintStream(new ByteArrayOutputStream());
        Summary good = runner.run(List.of(Runs.file(folder, "good.json", GOOD)), out);
        Summary bad = runner.run(List.of(Runs.file(folder, "bad.json", BAD)), out);
        assertThat(good).isEqualTo(new Summary(1, 0, 0)).extracting(Summary::isGood).isEqualTo(true);
        assertThat(bad).isEqualTo(new Summary(0, 1, 0)).extracting(Summary::isGood).isEqualTo(false);
    }

    @Test
    void noFiles_areNoScenarios() {
        assertThat(Runs.lines()).containsExactly("0 passed, 0 failed");
    }

    @Test
    void theKitsOwnScenarios_canBeRunWithoutFiles() {
        var out = new ByteArrayOutputStream();
        Summary summary = new ConformanceRunner(NaiveCache::new, true)
                .runBundled(new PrintStream(out, false, StandardCharsets.UTF_8));
        assertThat(summary.failed()).as(out.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(summary.passed()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void everyScenario_hasAnEmptyCacheOfItsOwn_whichIsClosed() {
        var caches = new ArrayList<CountedCache>();
        var runner = new ConformanceRunner(() -> {
            caches.add(new CountedCache());
            return caches.getLast();
        }, true);
        Path file = Runs.file(folder, "twice.json", "[" + RESTARTS + "," + """
                {"name": "next", "steps": [{"expect": "get", "path": "k", "missing": true}]}""" + "]");
        assertThat(Runs.lines(runner, file)).containsExactly("PASS restarts", "PASS next", "2 passed, 0 failed");
        assertThat(caches).extracting(cache -> cache.closed).containsExactly(1, 1);
    }

    @Test
    void aClientThatStartsAgain_getsWhatTheSourceMakesOfItsCache() {
        var first = new CountedCache();
        var second = new CountedCache();
        var runner = new ConformanceRunner(new CacheSource() {
            @Override
            public Cache open() {
                return first;
            }

            @Override
            public Cache reopen(Cache before) {
                before.close();
                return second;
            }
        }, true);
        assertThat(Runs.lines(runner, Runs.file(folder, "restarts.json", RESTARTS)))
                .startsWith("FAIL restarts: step 3: get k: expected 1, saw nothing");
        assertThat(List.of(first, second)).extracting(cache -> cache.closed).containsExactly(1, 1);
    }

    @Test
    void aCacheThatCannotBeOpened_isAFailure_andNoStackTrace() {
        var runner = new ConformanceRunner(() -> {
            throw new IllegalStateException("no room\nat all");
        }, true);
        assertThat(Runs.lines(runner, Runs.file(folder, "good.json", GOOD))).containsExactly(
                "FAIL good: expected a client that can be started and closed, saw java.lang.IllegalStateException: no room at all",
                "0 passed, 1 failed");
    }

    @Test
    void storeAndDevice_areTheScenariosOwn_orTheDefaults() {
        var caches = new ArrayList<CountedCache>();
        var runner = new ConformanceRunner(() -> {
            caches.add(new CountedCache());
            return caches.getLast();
        }, true);
        Runs.lines(runner, Runs.file(folder, "named.json",
                """
                        [{"name": "named", "store": "other/name", "device_id": "dev_1", "steps": []}, {"name": "not", "steps": []}]"""));
        assertThat(caches).extracting(cache -> cache.opened).containsExactly("other/name by dev_1", "test/store by dev_test");
    }

    private static final class CountedCache implements Cache {
        private final NaiveCache cache = new NaiveCache();
        private String opened;
        private int closed;

        @Override
        public boolean durable() {
            return cache.durable();
        }

        @Override
        public boolean blocking() {
            return cache.blocking();
        }

        @Override
        public String deviceId(String configured, Supplier<String> fresh) {
            return cache.deviceId(configured, fresh);
        }

        @Override
        public StoreCache open(String store, String deviceId) {
            opened = store + " by " + deviceId;
            return cache.open(store, deviceId);
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
