package dev.dust.adapter.ws;

import dev.dust.transport.Handshake;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * The URL of a server's socket (docs/protocol.md#connecting), as it was configured: without {@code /websocket} and without the
 * query.
 */
final class ServerUrl {
    private static final String PATH = "/ws/sync";

    private final URI url;

    /**
     * @throws IllegalArgumentException if {@code url} is no absolute {@code ws} or {@code wss} URL with a host
     */
    ServerUrl(URI url) {
        String scheme = url.getScheme();
        if (!("ws".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme)) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "a server's URL looks like ws://host:port" + PATH + ", or wss://host" + PATH + " with TLS" + mended(url));
        }
        this.url = url;
    }

    /** What was perhaps meant, as the end of a sentence. User and query are left out, as they may be secret. */
    private static String mended(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https") || scheme.equals("wss");
        URI meant = url;
        if (url.getHost() == null) {
            // What stands before the first colon is a host then, where it is no scheme that people write.
            boolean plain = !url.toString().startsWith("/") && !Set.of("http", "https", "ws", "wss").contains(scheme);
            meant = plain ? parsed("ws://" + url) : null;
        }
        if (meant == null || meant.getHost() == null) {
            return "";
        }
        String path = meant.getRawPath().length() <= 1 ? PATH : meant.getRawPath();
        return "; perhaps you mean " + (tls ? "wss://" : "ws://") + meant.getHost()
                + (meant.getPort() > 0 ? ":" + meant.getPort() : "")
                + path;
    }

    private static URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    boolean secure() {
        return "wss".equalsIgnoreCase(url.getScheme());
    }

    /** Without the brackets that a URL puts around an IPv6 address. */
    String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        if (url.getPort() > 0) {
            return url.getPort();
        }
        return secure() ? 443 : 80;
    }

    /** Scheme, host and port only: free of secrets. */
    URI origin() {
        return URI.create((secure() ? "wss://" : "ws://") + url.getHost() + ":" + port() + "/");
    }

    /** Where the server keeps the file of this hash (docs/protocol.md#files). */
    URI file(String hash) {
        return URI.create((secure() ? "https://" : "http://") + url.getHost() + ":" + port() + "/api/files/" + encode(hash));
    }

    /** Host and port, for messages. */
    String hostAndPort() {
        return url.getHost() + ":" + port();
    }

    /** Path and query of the request that opens a connection. */
    String target(String token, Handshake handshake, String vsn) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : url.getRawQuery() + "&";
        return path + (path.endsWith("/") ? "websocket" : "/websocket") + "?" + query + "token=" + encode(token) + "&device_id="
                + encode(handshake.deviceId()) + "&capver=" + handshake.capver() + "&vsn=" + encode(vsn);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
