package dev.dust;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.engine.IdlePorts;
import dev.dust.time.Durations;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody waits for a server that a store will not hear of again. */
@Timeout(60)
class FlushTest {
    private static final String STORE = "org/store";

    private final IdlePorts ports = new IdlePorts(port -> {
    });
    private final Dust dust = new Dust(ports.cache(), ports.transport(), ports.codecs(), DustOptions.defaults());
    private final DustStore store = dust.store(STORE);

    @Test
    void closing_endsTheWait_howeverLongItWasToBe() throws Exception {
        store.put("a", "b");
        CompletableFuture<Boolean> ofStore = CompletableFuture.supplyAsync(() -> store.flush(Durations.FOR_EVER));
        CompletableFuture<Boolean> ofClient = CompletableFuture.supplyAsync(() -> dust.flush(Duration.ofMinutes(5)));
        dust.close();
        assertThat(ofStore.get(30, SECONDS)).isFalse();
        assertThat(ofClient.get(30, SECONDS)).isFalse();
    }

    @Test
    void afterTheEnd_thereIsNothingToWaitFor() {
        store.put("a", "b");
        dust.close();
        assertThat(store.flush(Duration.ofMinutes(5))).isFalse();
        assertThat(dust.flush(Duration.ofMinutes(5))).isFalse();
    }

    @Test
    void leaving_endsTheWaitForThatStore() throws Exception {
        store.put("a", "b");
        CompletableFuture<Boolean> flushed = CompletableFuture.supplyAsync(() -> store.flush(Durations.FOR_EVER));
        store.leave();
        assertThat(flushed.get(30, SECONDS)).isFalse();
        dust.close();
    }

    @Test
    void whatIsClosedWithNothingToSend_isFlushed() {
        dust.close();
        assertThat(store.flush(Duration.ofMinutes(5))).isTrue();
    }
}
