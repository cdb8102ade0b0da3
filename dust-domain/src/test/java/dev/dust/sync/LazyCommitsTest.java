package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Commit;
import dev.dust.transport.ClientMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A cache may lose in a crash what the server tells again, and nothing else (docs/decisions.md#lazy-commits). */
class LazyCommitsTest {

    private static List<Boolean> lazy(CoreDriver driver) {
        return driver.transactions.stream().map(CommitPart::commit).map(Commit::lazy).toList();
    }

    private static CoreDriver put() {
        CoreDriver driver = new CoreDriver().live();
        driver.forget();
        return driver.put("k", 1);
    }

    @Test
    void aWrite_isToLast() {
        assertThat(lazy(put())).containsExactly(false);
    }

    @Test
    void thatTheServerTookIt_andItsEvent_areToldAgain() {
        CoreDriver driver = put();
        ClientMessage sent = driver.newest(ClientMessage.WRITE);
        driver.forget();
        driver.answer(sent, "ok", Map.of("store_seq", 1)).echo(1, "op_1");
        assertThat(lazy(driver)).containsExactly(true, true);
    }

    @Test
    void eventsOfOthers_areToldAgain_andSoIsHowFarTheyGo() {
        CoreDriver driver = new CoreDriver().connect().joined(3).event(1, "a", 1).caughtUp(3);
        assertThat(lazy(driver)).containsExactly(true, true);
    }

    /** Else a write of which the application was told that it never takes effect would be sent again. */
    @Test
    void thatTheServerRefusedIt_isToLast() {
        CoreDriver driver = put();
        ClientMessage sent = driver.newest(ClientMessage.WRITE);
        driver.forget();
        assertThat(lazy(driver.answer(sent, "error", Map.of("reason", "conflict")))).containsExactly(false);
    }

    @Test
    void thatTheApplicationTookItBack_isToLast() {
        CoreDriver driver = put();
        driver.forget();
        assertThat(lazy(driver.input(new Input.Discard("op_1")))).containsExactly(false);
    }
}
