package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.error.ClosedException;
import dev.dust.metrics.Metrics;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.sync.Effect;
import dev.dust.sync.Outcome;
import dev.dust.sync.SyncConfig;
import dev.dust.sync.TakenTransitions;
import dev.dust.time.TimerId;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who waits is answered in time, by the core or, where no turns are taken, without it. */
class TicketsTest {
    private final FakeTime time = new FakeTime();
    private final EngineConfig config = new EngineConfig(
            new SyncConfig(Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(30), 1, 1, 1), time, Runnable::run,
            new Threads(Runnable::run), new Random(1), Duration.ofSeconds(3), new TakenTransitions(), Metrics.none());
    private boolean turnsAreTaken = true;
    private final Tickets tickets = new Tickets(config, () -> {
        boolean taken = turnsAreTaken;
        return () -> taken;
    });

    private Ticket expect(String opId) {
        var ticket = new Ticket(opId, new Op.Put(DustPath.parse("k"), Value.of(1), Precondition.NONE), config,
                new StoreMeters("a/b", config));
        tickets.expect(ticket);
        return ticket;
    }

    private void pass(Duration duration) {
        time.nanos += duration.toNanos();
    }

    private void look() {
        time.fire(TimerId.STANDSTILL);
    }

    @Test
    void whileTurnsAreTaken_theCoreAnswers() {
        Ticket ticket = expect("op_1");
        pass(Duration.ofSeconds(30));
        look();
        pass(Duration.ofSeconds(1));
        look();
        assertThat(ticket.outcome()).isNull();
        assertThat(time.delays.get(TimerId.STANDSTILL)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void whileNoTurnIsTaken_whoeverIsOverdueIsAnswered() {
        Ticket ticket = expect("op_1");
        pass(Duration.ofSeconds(30));
        turnsAreTaken = false;
        look();
        pass(Duration.ofSeconds(1));
        look();
        assertThat(ticket.outcome()).isInstanceOf(Outcome.Failed.class);
    }

    /**
     * The turn that shows that turns are taken was before its time, and no other came: it does not wait for another patience.
     */
    @Test
    void whoeverIsOverdueSinceTheTurn_isNotPutOffByIt() {
        expect("op_1");
        pass(Duration.ofMillis(500));
        Ticket late = expect("op_2");
        pass(Duration.ofMillis(29_500));
        look();
        turnsAreTaken = false;
        pass(Duration.ofSeconds(1));
        look();
        assertThat(time.delays.get(TimerId.STANDSTILL)).isEqualTo(Duration.ZERO);
        look();
        pass(Duration.ofSeconds(1));
        look();
        assertThat(late.outcome()).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void whatWasAccepted_staysAccepted_thoughTheClientIsClosedBeforeItsEvent() {
        Ticket ticket = expect("op_1");
        tickets.answer(new Effect.Answer("op_1", new Outcome.Accepted(7, null), false));
        assertThat(ticket.lastOutcome()).isNull();
        tickets.close(new Outcome.Failed(new ClosedException()));
        assertThat(ticket.lastOutcome()).isEqualTo(new Outcome.Accepted(7, null));
    }
}
