package dev.dust.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Keys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobScanLawTest {
    private static final int SEEDS = 3_000;

    @Test
    @Tag("slow")
    void ceiling_neverSkipsAMatch_andAlwaysGoesOn() {
        forEachPlace((glob, keys, at, about) -> {
            String bound = glob.ceiling(at);
            String expected = keys.tailSet(at, true).stream().filter(glob::matches).findFirst().orElse(null);
            if (bound == null) {
                assertThat(expected).as(about).isNull();
                return;
            }
            assertThat(bound.equals(at)).as(about).isEqualTo(glob.matches(at));
            assertThat(Keys.compare(bound, at)).as(about).isNotNegative();
            if (expected != null) {
                assertThat(Keys.compare(bound, expected)).as(about + " to " + bound + ", next " + expected).isNotPositive();
            }
        });
    }

    @Test
    @Tag("slow")
    void floor_neverSkipsAMatch() {
        forEachPlace((glob, keys, at, about) -> {
            String bound = glob.floor(at);
            String expected = keys.headSet(at, true).descendingSet().stream().filter(glob::matches).findFirst()
                    .orElse(null);
            if (bound == null) {
                assertThat(expected).as(about).isNull();
                return;
            }
            assertThat(Keys.compare(bound, at)).as(about).isNotPositive();
            if (glob.matches(at)) {
                assertThat(bound).as(about).isEqualTo(at);
            } else if (expected != null) {
                assertThat(Keys.compare(bound, expected)).as(about + " to " + bound + ", next " + expected).isPositive();
            }
        });
    }

    @Test
    void aSkipScan_findsWhatALoopFinds_bothWays() {
        forEachSeed((glob, keys, samples, about) -> {
            List<String> matching = keys.stream().filter(glob::matches).toList();
            List<String> ascending = new ArrayList<>();
            String key = keys.first();
            while (key != null) {
                if (glob.matches(key)) {
                    ascending.add(key);
                    key = keys.higher(key);
                } else {
                    String bound = glob.ceiling(key);
                    key = bound == null ? null : keys.ceiling(bound);
                }
            }
            assertThat(ascending).as(about).isEqualTo(matching);
            List<String> descending = new ArrayList<>();
            key = keys.last();
            while (key != null) {
                if (glob.matches(key)) {
                    descending.add(key);
                    key = keys.lower(key);
                } else {
                    String bound = glob.floor(key);
                    key = bound == null ? null : keys.lower(bound);
                }
            }
            Collections.reverse(descending);
            assertThat(descending).as(about).isEqualTo(matching);
        });
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            users/*/name, users/7/aaa,       users/7/name, users/7/
            users/*/name, users/7/zzz,       users/70,     users/7/name\\0
            users/*/name, users/7/name/x,    users/70,     users/7/name\\0
            users/*/name, users/7,           users/7\\0,   users/7
            users/*/name, users/7-a/zzz,     users/7-a0,   users/7-a/name\\0
            users/*/name, users/7/name,      users/7/name, users/7/name
            users/*/name, a,                 users/,       -
            users/*/name, users,             users/,       -
            users/*/name, usersx,            -,            users0
            users/*,      users/7/name,      users/70,     users/7/
            *,            a/b/c,             a0,           a/
            posts/**,     posts,             posts/,       -
            posts/**,     posts/a/b,         posts/a/b,    posts/a/b
            posts/**,     postsx,            -,            posts0
            a/b,          a/a,               a/b,          -
            a/b,          a/b/c,             -,            a/b\\0
            a/*/b/*/c,    a/x/b/y/d,         a/x/b/y0,     a/x/b/y/c\\0
            a/*/b/*/c,    a/x/a,             a/x/b/,       a/x/
            a/*/b/*/c,    a/x/c,             a/x0,         a/x/b0
            a/*/**,       a/x,               a/x\\0,       a/x
            **,           x,                 x,            x
            """)
    void boundsAreTight(String pattern, String key, String ceiling, String floor) {
        Glob glob = Glob.parse(pattern);
        assertThat(glob.ceiling(key)).isEqualTo(bound(ceiling));
        assertThat(glob.floor(key)).isEqualTo(bound(floor));
    }

    @Test
    void aSkipScan_visitsAFewRowsPerMatch_notTheWholeSubtree() {
        NavigableSet<String> keys = Samples.noKeys();
        for (int user = 0; user < 50; user++) {
            for (int field = 0; field < 200; field++) {
                keys.add("users/" + user + "/field" + field);
            }
            keys.add("users/" + user + "/name");
        }
        Glob glob = Glob.parse("users/*/name");
        int visited = 0;
        String key = keys.first();
        while (key != null) {
            visited++;
            key = glob.matches(key) ? keys.higher(key) : keys.ceiling(glob.ceiling(key));
        }
        assertThat(visited).isLessThanOrEqualTo(100);
        visited = 0;
        key = keys.last();
        while (key != null) {
            visited++;
            String bound = glob.matches(key) ? key : glob.floor(key);
            key = bound == null ? null : keys.lower(bound);
        }
        assertThat(visited).isLessThanOrEqualTo(100);
    }

    private static String bound(String written) {
        return written.equals("-") ? null : written.replace("\\0", "\0");
    }

    private interface Law<P> {
        void check(Glob glob, NavigableSet<String> keys, P place, String about);
    }

    private static void forEachSeed(Law<Samples> law) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Samples samples = new Samples(seed);
            Glob glob = Glob.of(samples.pattern());
            NavigableSet<String> keys = samples.keys(30);
            for (int i = 0; i < 10; i++) {
                keys.add(DustPath.of(samples.segmentsNear(DustPath.parse(glob.pattern()).segments())).key());
            }
            law.check(glob, keys, samples, "seed " + seed + ", " + glob);
        }
    }

    /** Checks at every key, at the bounds that it leads to, and at strings that are no keys. */
    private static void forEachPlace(Law<String> law) {
        forEachSeed((glob, keys, samples, about) -> {
            Set<String> places = new LinkedHashSet<>(keys);
            for (String key : keys) {
                places.add(glob.ceiling(key));
                places.add(glob.floor(key));
                places.add(samples.text());
            }
            places.remove(null);
            for (String at : places) {
                law.check(glob, keys, at, about + " at " + at);
            }
        });
    }
}
