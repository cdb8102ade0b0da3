package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What several commits come to as one transaction. */
class CommitsTest {
    private static final Commit REFUSED = Commit.ofOutbox(List.of(new OutboxChange.Remove("op_1")));
    private static final Commit TOLD_AGAIN = Commit.of(1, 2).lazily();

    private static boolean lazy(Commit... commits) {
        return Commits.merge(List.of(commits)).lazy();
    }

    @Test
    void oneThatIsToLast_makesAllLast() {
        assertThat(lazy(TOLD_AGAIN, Commit.of(2, 3).lazily())).isTrue();
        assertThat(lazy(TOLD_AGAIN, REFUSED)).isFalse();
        assertThat(lazy(REFUSED, TOLD_AGAIN)).isFalse();
        assertThat(lazy(REFUSED, REFUSED)).isFalse();
    }

    @Test
    void onTopOfWhatSomebodyElseStored_theyAreAsLazyAsBefore() {
        assertThat(Commits.rebase(List.of(TOLD_AGAIN, REFUSED, Commit.of(2, 3).lazily()), 2)).extracting(Commit::lazy)
                .containsExactly(true, false, true);
    }
}
