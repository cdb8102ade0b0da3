package dev.dust.cli.durability;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.HeldLease;
import dev.dust.LeaseOptions;
import dev.dust.WriteOptions;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.error.DustException;
import dev.dust.time.SystemTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A process that holds a lease until its standard input ends. It says {@code held TOKEN}, and {@code lost WHY} when it is; and
 * is told on standard input, a line each:
 *
 * <pre>
 * look        whether it is held                                     looked true or false
 * write P V   writes V to P under the lease                          wrote SEQ, or refused REASON
 * push P V    the same, fenced by the token, whatever it knows       wrote SEQ, or refused REASON
 * </pre>
 */
final class LeaseProcess {
    static final String STORE = "test/leases";
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private LeaseProcess() {
    }

    /** Takes the URL of the server, the key of the lease, and its TTL in milliseconds. */
    public static void main(String[] args) throws IOException {
        try (var time = new SystemTime(); Dust dust = client(time, URI.create(args[0]))) {
            DustStore store = dust.store(STORE);
            Duration ttl = Duration.ofMillis(Long.parseLong(args[2]));
            HeldLease lease = store.at(args[1]).acquire(LeaseOptions.defaults().ttl(ttl).waitTimeout(Duration.ofMinutes(1)))
                    .join();
            OUT.println("held " + lease.token());
            lease.onLost(why -> OUT.println("lost " + why));
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                obey(store, lease, command.split(" "));
            }
        }
    }

    static Dust client(SystemTime time, URI url) {
        var codecs = new JacksonCodecs();
        return new Dust(new MemoryCache(),
                new WebSocketTransport(url, Token.of("any"), codecs, time, WebSocketOptions.defaults()), codecs,
                DustOptions.defaults().time(time));
    }

    private static void obey(DustStore store, HeldLease lease, String... command) {
        try {
            switch (command[0]) {
                case "look" -> OUT.println("looked " + lease.isHeld());
                case "write" -> OUT.println("wrote " + lease.store().put(command[1], command[2]).committed().join());
                case "push" -> OUT.println("wrote "
                        + store.at(command[1]).put(command[2], WriteOptions.defaults().fence(lease)).committed().join());
                default -> throw new IllegalArgumentException(command[0]);
            }
        } catch (DustException refused) {
            OUT.println("refused " + refused.reason());
        } catch (java.util.concurrent.CompletionException refused) {
            OUT.println("refused " + (refused.getCause() instanceof DustException why ? why.reason() : refused));
        }
    }
}
