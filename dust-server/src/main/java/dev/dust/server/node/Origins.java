package dev.dust.server.node;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose web pages may connect. Any page that somebody looks at can open a WebSocket to a server on that person's machine; its
 * browser says in {@code Origin} where the page is from. Programs send none.
 */
public final class Origins {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean onLoopback;
    private final Set<String> allowed;

    /**
     * The pages of the server's own host, and those of some origins.
     *
     * @param host    the interface that the server listens on
     * @param allowed such as {@code https://example.org}
     */
    Origins(String host, Set<String> allowed) {
        this.onLoopback = isLoopback(host);
        this.allowed = allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether a page may connect.
     *
     * @param origin   what its browser says, or null if it says nothing
     * @param asked    the host that the client connected to, as it says, without the port
     */
    public boolean admits(@Nullable String origin, @Nullable String asked) {
        if (origin == null || allowed.contains(origin.toLowerCase(Locale.ROOT))) {
            return true;
        }
        String host = hostOf(origin);
        if (host == null) {
            return false;
        }
        // What a page calls this machine is up to the page, so on loopback no other name is believed.
        return onLoopback ? LOOPBACK.contains(host) : asked != null && host.equalsIgnoreCase(asked);
    }

    private static @Nullable String hostOf(String origin) {
        try {
            String host = new URI(origin).getHost();
            return host == null ? null : host.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException none) {
            return null;
        }
    }

    /** Whether only this machine can reach what listens on {@code host}. */
    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            // Nobody can listen there, which is told when it is tried.
            return true;
        }
    }
}
