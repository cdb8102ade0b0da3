package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a step had set going, and was never carried out because the turn ended in the middle, is set going again. */
class TornTest {
    private final CoreDriver driver = new CoreDriver().live();

    private void torn() {
        driver.forget();
        driver.input(new Input.Torn());
    }

    private boolean sets(TimerId id) {
        return driver.all(Effect.SetTimer.class).stream().anyMatch(timer -> timer.id() == id && timer.delay() != null);
    }

    @Test
    void aStoreThatWaitsForItsNextJoin_joinsInTime() {
        driver.server(ServerMessage.CLOSE, Map.of());
        torn();
        assertThat(sets(TimerId.REJOIN)).isTrue();
        driver.fire(TimerId.REJOIN);
        assertThat(driver.sent(ClientMessage.JOIN)).hasSize(1);
    }

    @Test
    void aStoreThatIsLive_joinsAnew_andLooksForSilenceAndHolesAsBefore() {
        driver.event(2, "k", 1);
        torn();
        assertThat(driver.sent(ClientMessage.JOIN)).hasSize(1);
        driver.joined(0).caughtUp(0);
        assertThat(sets(TimerId.FRESHNESS)).isTrue();
        driver.event(3, "k", 1);
        assertThat(sets(TimerId.GAP)).isTrue();
    }

    @Test
    void whoWaitsForAnAnswer_isAnsweredInTime() {
        driver.put("k", 1);
        torn();
        assertThat(sets(TimerId.ACK)).isTrue();
    }
}
