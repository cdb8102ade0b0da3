package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.ConnectionStatus;
import dev.dust.Write;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.value.Value;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was before, at a path or in all of a store (docs/reading-and-writing.md#rollback). */
class RollbackTest {
    private final Client client = new Client(new HookedCache(false));

    @BeforeEach
    void join() {
        client.store();
        client.settle();
    }

    @AfterEach
    void close() {
        client.close();
    }

    /** Answers the seq of what was written. */
    private long put(String path, Object value) {
        Write write = client.store().put(path, value);
        client.settle();
        return Client.inTime(write.committed());
    }

    private <T> T done(CompletableFuture<T> future) {
        client.settle();
        return Client.inTime(future);
    }

    @Test
    void pathHoldsWhatItHeld_andAllBelowIt_andNothingElseChanges() {
        put("a/x", 1);
        long before = put("a/y", 2);
        put("a/x", 10);
        put("a/z", 30);
        put("b", 5);

        assertThat(done(client.store().at("a").rollback(before))).isTrue();
        assertThat(client.store().get("a").value()).isEqualTo(Value.from(Map.of("x", 1, "y", 2)));
        assertThat(client.store().get("b").as(Integer.class)).isEqualTo(5);
        assertThat(done(client.store().at("a").rollback(before))).as("nothing differs").isFalse();
    }

    @Test
    void storeHoldsWhatItHeld() {
        long before = put("a", 1);
        put("a", 2);
        put("b", 3);

        assertThat(done(client.store().rollback(before))).isTrue();
        client.settle();
        assertThat(client.store().get("a").as(Integer.class)).isEqualTo(1);
        assertThat(client.store().get("b").isPresent()).isFalse();
        assertThat(done(client.store().rollback(before))).as("nothing differs").isFalse();
    }

    @Test
    void seqThatTheServerIsYetToReach_isRefused_andNegativeOneIsNoSeq() {
        long last = put("a", 1);
        CompletableFuture<Boolean> beyond = client.store().rollback(last + 1);
        assertThatThrownBy(() -> done(beyond)).isInstanceOfSatisfying(RefusedException.class,
                why -> assertThat(why.reason()).isEqualTo("invalid_to_seq"));
        assertThatThrownBy(() -> client.store().at("a").rollback(-1)).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("invalid_to_seq");
    }

    @Test
    void withoutAServer_itFailsAtOnce_andNothingIsDoneLater() {
        long before = put("a", 1);
        put("a", 2);
        client.server.become(ConnectionStatus.RECONNECTING);
        client.settle();
        CompletableFuture<Boolean> alone = client.store().rollback(before);
        assertThatThrownBy(() -> done(alone)).isInstanceOf(UnavailableException.class);
        client.server.become(ConnectionStatus.CONNECTED);
        client.settle();
        assertThat(client.store().get("a").as(Integer.class)).isEqualTo(2);
    }
}
