package dev.dust.adapter.ws;

import dev.dust.transport.Handshake;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The URL of a server's socket (PROTOCOL 2), as it was configured: without {@code /websocket} and without the query. */
final class ServerUrl {
    private final URI url;

    /**
     * @throws IllegalArgumentException if {@code url} is no absolute {@code ws} or {@code wss} URL with a host
     */
    ServerUrl(URI url) {
        String scheme = url.getScheme();
        if (!("ws".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme)) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "a server's URL looks like ws://host:port/ws/sync or wss://host/ws/sync, not like "
                            + withoutQuery(url) + mended(url));
        }
        this.url = url;
    }

    /** What is in a query may be secret. */
    private static String withoutQuery(URI url) {
        String text = url.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    /** What was meant, perhaps; empty if it cannot be guessed. */
    private static String mended(URI url) {
        String text = withoutQuery(url);
        int slashes = text.indexOf("://");
        String rest = slashes < 0 ? text : text.substring(slashes + 3);
        boolean secure = text.startsWith("https:") || text.startsWith("wss:");
        boolean hasPath = rest.indexOf('/') > 0 && rest.indexOf('/') < rest.length() - 1;
        String guess = (secure ? "wss://" : "ws://") + (hasPath ? rest : rest.replaceAll("/+$", "") + "/ws/sync");
        try {
            return URI.create(guess).getHost() == null ? "" : "; perhaps " + guess;
        } catch (IllegalArgumentException none) {
            return "";
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

    /** Where the server keeps the file of this hash (PROTOCOL 5, files). */
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
