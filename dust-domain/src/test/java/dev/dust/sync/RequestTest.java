package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.transport.ClientMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a live server is asked once, and nothing is kept of (docs/protocol.md#rollback). */
class RequestTest {
    private static final MapValue PAYLOAD = MapValue.envelope(Map.of("to_seq", Value.of(3)));

    private final CoreDriver driver = new CoreDriver().live();

    private void ask(String id) {
        driver.input(new Input.Ask(id, ClientMessage.ROLLBACK, PAYLOAD));
    }

    private ClientMessage asked() {
        return driver.sent(ClientMessage.ROLLBACK).getLast();
    }

    private List<Effect.Reply> replies() {
        return driver.all(Effect.Reply.class);
    }

    @Test
    void requestIsSentOnce_andAnsweredByItsRef() {
        ask("1");
        ClientMessage first = asked();
        assertThat(asked().payload()).isEqualTo(PAYLOAD);
        ask("2");
        driver.answer(asked(), "ok", Map.of("store_seq", 9));
        driver.answer(first, "ok", Map.of("store_seq", 8));
        driver.answer(first, "ok", Map.of("store_seq", 7));

        assertThat(replies()).extracting(Effect.Reply::id).containsExactly("2", "1");
        assertThat(replies()).extracting(reply -> reply.response().get("store_seq")).containsExactly(Value.of(9), Value.of(8));
        assertThat(driver.sent(ClientMessage.ROLLBACK)).hasSize(2);
        assertThat(driver.sent(ClientMessage.STATUS)).as("its events tell").isEmpty();
    }

    @Test
    void refusalIsTheCallers_andCountsAmongTheRefusalsOfTheMembership() {
        driver.disconnect();
        driver.connect().joined(0, "pushes_in_turn", "idempotent_ops").caughtUp(0);
        ask("1");
        driver.answer(asked(), "error", Map.of("reason", "invalid_to_seq", "message", "beyond"));

        assertThat(replies()).singleElement().extracting(Effect.Reply::failure)
                .isInstanceOfSatisfying(RefusedException.class, why -> assertThat(why.reason()).isEqualTo("invalid_to_seq"));
        driver.put("k", 1).put("k", 2);
        assertThat(driver.sent(ClientMessage.WRITE).getLast().payload().get("refusals")).isEqualTo(Value.of(1));
    }

    @Test
    void withoutALiveServer_nothingIsSent() {
        driver.disconnect();
        ask("1");

        assertThat(replies()).singleElement().extracting(Effect.Reply::failure).isInstanceOf(UnavailableException.class)
                .extracting(Object::toString).asString().contains("nothing was done");
        assertThat(driver.sent(ClientMessage.ROLLBACK)).isEmpty();
    }

    @Test
    void whoWaitsWhenTheMembershipEnds_isToldThatNobodyKnows_andNothingIsSentAgain() {
        ask("1");
        driver.disconnect();
        driver.connect().joined(0).caughtUp(0);

        assertThat(replies()).singleElement().extracting(Effect.Reply::failure).isInstanceOf(UnavailableException.class)
                .extracting(Object::toString).asString().contains("not known");
        assertThat(driver.sent(ClientMessage.ROLLBACK)).hasSize(1);
    }

    /** As a rollback of a whole store, of which some servers tell nobody. */
    @Test
    void answerThatNamesNoSeq_hasTheServerAskedHowFarItIs_andWhatItDidIsFetched() {
        ask("1");
        driver.answer(asked(), "ok", Map.of("ops_written", 2));
        driver.answer(driver.sent(ClientMessage.STATUS).getLast(), "ok", Map.of("current_seq", 2));

        assertThat(replies()).singleElement().extracting(Effect.Reply::failure).isNull();
        assertThat(driver.sent(ClientMessage.JOIN)).as("the first one, and one for what is missing").hasSize(2);
    }
}
