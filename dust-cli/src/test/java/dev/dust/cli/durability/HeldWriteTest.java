package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.PendingWrite;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions.Format;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.cli.chaos.process.Await;
import dev.dust.testkit.server.DustServer;
import dev.dust.time.SystemTime;
import dev.dust.value.Value;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A write that an earlier run could send, and this one cannot: it is in nobody's way. */
class HeldWriteTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** JSON has a form for it, MessagePack has none. */
    private static final BigInteger HUGE = BigInteger.TWO.pow(70);

    private final MemoryCache cache = new MemoryCache();

    private void run(DustServer server, SystemTime time, Format format, Consumer<DustStore> what) {
        try (var transport = new WebSocketTransport(server.url(), Token.of("dust_tok_test"), Clients.CODECS, time,
                WebSocketOptions.defaults().format(format));
                var dust = new Dust(cache, transport, Clients.CODECS,
                        DustOptions.defaults().time(time).sharedPorts(true))) {
            what.accept(dust.store(Clients.STORE));
        }
    }

    @Test
    void integerThatTheFormatOfNowCannotCarry_isHeldUntilItIsDiscarded_andTheOthersGo() {
        try (var server = DustServer.start(); var time = new SystemTime()) {
            server.faults().refuseConnects(true);
            run(server, time, Format.JSON, store -> {
                store.put("huge", HUGE);
                store.put("fine", 1);
            });
            server.faults().refuseConnects(false);
            run(server, time, Format.MESSAGE_PACK, store -> {
                store.ready().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
                Await.until(PATIENCE, "the other one is sent", () -> store.status().pendingOps() == 1);
                assertThat(server.store(Clients.STORE).rows()).containsOnlyKeys("fine");
                PendingWrite held = store.pending().getFirst();
                assertThat(held.why()).isEqualTo(PendingWrite.Why.HELD);
                assertThat(store.status().problem()).contains(held.opId()).contains("huge");
                assertThat(server.connections()).isEqualTo(1);
                assertThat(store.get("huge").value()).isEqualTo(Value.of(HUGE));
                assertThat(held.discard()).isTrue();
                assertThat(store.pending()).isEmpty();
                assertThat(store.status().problem()).isNull();
                assertThat(store.get("huge").isPresent()).isFalse();
            });
        }
        cache.close();
    }
}
