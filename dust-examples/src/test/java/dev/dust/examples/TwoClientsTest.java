package dev.dust.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.codec.Codecs;
import dev.dust.subscribe.DustEvent;
import dev.dust.testkit.junit.DustServerExtension;
import dev.dust.testkit.server.DustServer;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients over a transport of one's own, at a server in JUnit's hands. */
class TwoClientsTest {
    private static final Codecs CODECS = new JacksonCodecs();

    @RegisterExtension
    static final DustServerExtension SERVER = new DustServerExtension().withClients(url -> new Dust(new MemoryCache(),
            new HttpClientTransport(url, () -> "dust_tok_test", CODECS.json(), Duration.ofSeconds(30)), CODECS,
            DustOptions.defaults()));

    @Test
    void whatAnnWrites_bobHears(DustServer server, Dust ann, Dust bob) throws Exception {
        var heard = new CompletableFuture<DustEvent>();
        bob.store("james/blog").on("posts/*", heard::complete);
        bob.store("james/blog").ready().get(20, TimeUnit.SECONDS);

        ann.store("james/blog").put("posts/hello", "Hello");

        assertThat(((DustEvent.Committed) heard.get(20, TimeUnit.SECONDS)).value()).isEqualTo(Value.of("Hello"));
        assertThat(server.store("james/blog").get("posts/hello")).isEqualTo(Value.of("Hello"));
    }
}
