package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Commit;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.StoreCache.Found;
import dev.dust.engine.HotRows.Hot;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows that are kept in memory (docs/decisions.md#hot-rows). */
class HotRowsTest {
    private final HotRows rows = new HotRows(0);

    private static Row row(String key, Object value) {
        return new Row(key, Value.from(value), Types.STRING, 1, 0);
    }

    private void found(long appliedSeq, String key, Object value) {
        rows.found(key, new Found(appliedSeq, row(key, value), false));
    }

    private static Commit commit(long from, RowChange... changes) {
        return Commit.of(from, from + 1).changes(List.of(changes));
    }

    private boolean has(String key) {
        return rows.get(key) != null;
    }

    @Test
    void rowThatWasFound_isThereUntilItIsRemoved_andThenAsItWasWritten() {
        found(0, "a", 1);
        found(0, "b", 1);
        rows.found("none", new Found(0, null, true));
        assertThat(has("a")).isTrue();
        assertThat(has("none")).isFalse();
        assertThat(rows.follow(List.of(commit(0, new RowChange.Put(row("a", 2))), commit(1, new RowChange.Remove("b"))), 2))
                .isTrue();
        assertThat(rows.get("a")).isEqualTo(new Hot(Value.of(2), 2));
        assertThat(has("b")).isFalse();
        rows.follow(List.of(commit(2, new RowChange.Put(row("b", 3)))), 3);
        assertThat(has("b")).as("nobody has asked for it since").isFalse();
    }

    @Test
    void whatLiesBelowAKey_goesWithIt_andNothingElse() {
        List<String> all = List.of("a", "a!", "a/b", "a/b/c", "a0");
        all.forEach(key -> found(0, key, 1));
        rows.follow(List.of(commit(0, new RowChange.RemoveBelow("a"))), 1);
        assertThat(all.stream().filter(this::has)).containsExactly("a", "a!", "a0");
    }

    @Test
    void whatWasFoundAtAnotherSeq_isNotKept() {
        found(1, "a", 1);
        rows.follow(List.of(commit(0)), 1);
        assertThat(has("a")).isFalse();
        found(0, "a", 1);
        assertThat(has("a")).as("found before the commit, brought after it").isFalse();
    }

    @Test
    void nothingIsRead_whereNewerRowsWereRead_untilTheseAreAsNew() {
        found(0, "a", 1);
        rows.saw(2);
        assertThat(has("a")).isFalse();
        rows.saw(1);
        rows.follow(List.of(commit(0)), 1);
        assertThat(has("a")).isFalse();
        rows.follow(List.of(commit(1)), 2);
        assertThat(has("a")).isTrue();
    }

    /** A reader who comes meanwhile goes to the cache, which has all of it. */
    @Test
    void commitsThatShowAtOnce_areNotSeenByHalves() {
        found(0, "a", 1);
        found(0, "b", 1);
        var seenMeanwhile = new ArrayList<@Nullable Hot>();
        List<Commit> commits = List.of(commit(0, new RowChange.Put(row("a", 2))), commit(1, new RowChange.Put(row("a", 3))));
        List<Commit> watched = new AbstractList<>() {
            @Override
            public Commit get(int index) {
                seenMeanwhile.add(index == 1 ? rows.get("a") : rows.get("b"));
                return commits.get(index);
            }

            @Override
            public int size() {
                return commits.size();
            }
        };
        rows.follow(watched, 2);
        var before = new Hot(Value.of(1), 0);
        assertThat(seenMeanwhile).as("while they are looked through, and while the rows change")
                .containsExactly(before, before, null, null);
        assertThat(rows.get("a")).isEqualTo(new Hot(Value.of(3), 2));
        assertThat(rows.get("b")).isEqualTo(before);
    }

    @Test
    void otherHistories_gaps_andStepsBack_areNotFollowed() {
        assertThat(rows.follow(List.of(commit(1)), 2)).isFalse();
        assertThat(rows.follow(List.of(commit(0)), 2)).isFalse();
        assertThat(rows.follow(List.of(Commit.ofReplacement(0, 1, List.of())), 1)).isFalse();
        assertThat(rows.follow(List.of(commit(0)), 1)).isTrue();
        assertThat(rows.follow(List.of(), 0)).isFalse();
        assertThat(rows.follow(List.of(Commit.ofOutbox(List.of())), 1)).isTrue();
    }

    @Test
    void largeValue_isNotKept_whoeverBringsIt() {
        String large = "x".repeat(3_000);
        found(0, "a", large);
        found(0, "b", 1);
        assertThat(has("a")).isFalse();
        rows.follow(List.of(commit(0, new RowChange.Put(row("b", large)))), 1);
        assertThat(has("b")).isFalse();
    }

    @Test
    void ofVeryManyRows_thoseThatAreReadStay() {
        found(0, "hot", 1);
        for (int i = 0; i < 10_000; i++) {
            found(0, "k" + i, i);
            assertThat(has("hot")).isTrue();
        }
        assertThat(has("k9999")).isTrue();
        assertThat(IntStream.range(0, 10_000).filter(i -> has("k" + i)).count()).isBetween(1_000L, 2_048L);
        rows.follow(List.of(commit(0, new RowChange.Remove("hot"))), 1);
        assertThat(has("hot")).isFalse();
    }
}
