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
            throw new IllegalArgumentException("the server's URL must look like ws://host:port/ws/sync or wss://..., not "
                    + scheme + "://" + url.getHost());
        }
        this.url = url;
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
