package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.RefusedException;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a write is told whenever it is known. */
class WriteOutcomeTest {
    private final FlightFleet fleet = new FlightFleet();
    private final DustStore a = fleet.joined("dev_a");

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void writeThatIsAnsweredAfterItsTimeout_endsAsAccepted() {
        fleet.cutOff("dev_a");
        Write write = a.put("n", 1);
        fleet.advance(Duration.ofSeconds(60));
        assertThat(fleet.failure(write.committed())).isInstanceOf(AnswerTimeoutException.class);
        assertThat(write.stage()).isEqualTo(Write.Stage.UNANSWERED);
        assertThat(write.outcome()).isNotDone();

        fleet.connect("dev_a");
        assertThat(fleet.get(write.outcome()).seq()).isEqualTo(1);
        assertThat(write.stage()).isEqualTo(Write.Stage.ACCEPTED);
    }

    @Test
    void writeThatIsRefusedOrTakenBackAfterItsTimeout_endsAsThat() {
        fleet.othersPut("n", 1);
        fleet.settle();
        fleet.cutOff("dev_a");
        Write refused = a.at("n").put(2, WriteOptions.defaults().ifAbsent());
        Write discarded = a.put("m", 2);
        fleet.advance(Duration.ofSeconds(60));
        assertThat(discarded.discard()).isTrue();
        assertThat(discarded.stage()).isEqualTo(Write.Stage.REFUSED);
        fleet.connect("dev_a");
        assertThat(fleet.failure(refused.outcome())).isInstanceOf(RefusedException.Conflict.class);
        assertThat(refused.stage()).isEqualTo(Write.Stage.REFUSED);
    }

    @Test
    void writeThatWaitsWhenItsClientIsClosed_staysOpen() {
        fleet.cutOff("dev_a");
        Write write = a.put("n", 1);
        fleet.advance(Duration.ofSeconds(60));
        fleet.close();
        assertThat(write.outcome().exceptionNow()).isInstanceOf(ClosedException.class);
        assertThat(write.stage()).isEqualTo(Write.Stage.UNANSWERED);
    }

    @Test
    void counterAndSet_tellWhatTheyHaveComeTo_withWhatOthersAdded() {
        DustStore b = fleet.joined("dev_b");
        fleet.cutOff("dev_a");
        Write total = a.increment("n", 2);
        Write added = a.add("tags", "java");
        fleet.get(b.increment("n", 40).committed());
        fleet.get(b.add("tags", "sql").committed());
        assertThat(total.outcome()).isNotDone();

        fleet.connect("dev_a");
        assertThat(fleet.get(total.outcome()).value().as(Long.class)).isEqualTo(42);
        assertThat(fleet.get(added.outcome()).value().value()).isEqualTo(Value.from(List.of("java", "sql")));
        assertThat(fleet.get(a.remove("tags", "sql").outcome()).value().value()).isEqualTo(Value.from(List.of("java")));
    }

    @Test
    void otherWrites_tellWhatTheyWrote() {
        assertThat(fleet.get(a.put("n", "x").outcome())).satisfies(committed -> {
            assertThat(committed.seq()).isEqualTo(1);
            assertThat(committed.value().as(String.class)).isEqualTo("x");
        });
        assertThat(fleet.get(a.delete("n").outcome()).value().isPresent()).isFalse();
    }
}
