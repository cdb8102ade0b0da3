package dev.dust.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommitTest {
    private static final List<RowChange> NO_CHANGES = List.of();
    private static final List<OutboxChange> NO_OUTBOX = List.of();

    @Test
    void onlyAReplacementMayTakeTheAppliedSeqBack() {
        assertThatIllegalArgumentException().isThrownBy(() -> Commit.of(5, 4))
                .withMessageContaining("5").withMessageContaining("4");
        assertThat(Commit.ofReplacement(5, 4, List.of()).touchesRows()).isTrue();
    }

    @Test
    void touchesRowsWhereRowsOrAppliedSeqAreConcerned() {
        assertThat(Commit.ofOutbox(List.of(new OutboxChange.Remove("op_1"))).touchesRows()).isFalse();
        assertThat(Commit.of(5, 5).touchesRows()).isFalse();
        assertThat(Commit.of(5, 6).touchesRows()).isTrue();
        assertThat(Commit.of(5, 5).changes(List.of(new RowChange.Remove("a"))).touchesRows()).isTrue();
        assertThat(Commit.ofReplacement(0, 0, List.of()).touchesRows()).isTrue();
    }
}
