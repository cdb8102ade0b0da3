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
        assertThatIllegalArgumentException().isThrownBy(() -> new Commit(5, 4, null, NO_CHANGES, NO_OUTBOX))
                .withMessageContaining("5").withMessageContaining("4");
        assertThat(new Commit(5, 4, List.of(), NO_CHANGES, NO_OUTBOX).touchesRows()).isTrue();
    }

    @Test
    void touchesRowsWhereRowsOrAppliedSeqAreConcerned() {
        assertThat(Commit.ofOutbox(List.of(new OutboxChange.Remove("op_1"))).touchesRows()).isFalse();
        assertThat(new Commit(5, 5, null, NO_CHANGES, NO_OUTBOX).touchesRows()).isFalse();
        assertThat(new Commit(5, 6, null, NO_CHANGES, NO_OUTBOX).touchesRows()).isTrue();
        assertThat(new Commit(5, 5, null, List.of(new RowChange.Remove("a")), NO_OUTBOX).touchesRows()).isTrue();
        assertThat(new Commit(0, 0, List.of(), NO_CHANGES, NO_OUTBOX).touchesRows()).isTrue();
    }
}
