package dev.dust.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutboxesTest {
    private static final Outboxes TWO = Outboxes.NONE.after(outbox(new OutboxChange.Add(entry("op_1", 1))), "dev_1")
            .after(outbox(new OutboxChange.Add(entry("op_1", 1)), new OutboxChange.Add(entry("op_2", 2))), "dev_2");

    private static OutboxEntry entry(String opId, long position) {
        return new OutboxEntry(opId, position, 0, 0, Value.of(opId));
    }

    private static Commit outbox(OutboxChange... changes) {
        return Commit.ofOutbox(List.of(changes));
    }

    @Test
    void commitChangesTheOutboxOfItsDevice_andAcksThoseOfOthers() {
        Outboxes after = TWO.after(outbox(new OutboxChange.Remove("op_1"), new OutboxChange.AckedOf("dev_2", "op_2", 7),
                new OutboxChange.AckedOf("dev_3", "op_2", 7)), "dev_1");

        assertThat(after.of("dev_1")).isEmpty();
        assertThat(after.of("dev_2")).containsExactly(entry("op_1", 1), entry("op_2", 2).acked(7));
        assertThat(after.of("dev_3")).isEmpty();
        assertThat(after.settled("dev_2", 6)).isEmpty();
        assertThat(after.settled("dev_2", 7)).containsExactly(2L);
        assertThat(TWO.of("dev_1")).as("the outboxes before").containsExactly(entry("op_1", 1));
    }

    @Test
    void replacementMakesWhatOthersHaveUnackedUntraceable() {
        Outboxes after = TWO.after(outbox(new OutboxChange.Acked("op_2", 3)), "dev_2")
                .after(Commit.ofReplacement(0, 9, List.of()), "dev_1");

        assertThat(after.of("dev_1")).containsExactly(entry("op_1", 1));
        assertThat(after.of("dev_2")).containsExactly(entry("op_1", 1).acked(OutboxEntry.UNTRACEABLE),
                entry("op_2", 2).acked(3));
    }

    /** A cache that went back is told again of what it has lost, older than what it still has. */
    @Test
    void entryThatIsAddedAgain_hasThePlaceOfItsPosition() {
        Outboxes after = TWO.after(outbox(new OutboxChange.Remove("op_1")), "dev_2")
                .after(outbox(new OutboxChange.Add(entry("op_1", 1))), "dev_2");

        assertThat(after.of("dev_2")).containsExactly(entry("op_1", 1), entry("op_2", 2));
    }

    @Test
    void entryThatIsAddedOverItself_keepsItsPlaceAndTheGreaterSeq() {
        var again = new OutboxEntry("op_1", 1, 5, 0, Value.of("again"));
        Outboxes after = TWO.after(outbox(new OutboxChange.Acked("op_1", 3), new OutboxChange.Add(again)), "dev_2");

        assertThat(after.of("dev_2")).containsExactly(again.acked(3), entry("op_2", 2));
    }

    @Test
    void mapThatItWasMadeOf_canBeChanged() {
        var entries = new ArrayList<>(List.of(entry("op_1", 1)));
        var made = new Outboxes(Map.of("dev_1", entries));
        entries.clear();
        assertThat(made.of("dev_1")).hasSize(1);
    }
}
