package dev.dust.adapter.ws;

import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link WebSocketTransport} speaks.
 *
 * @param format            what messages are written in; never null
 * @param connectTimeout    the time for all of connecting: TCP, TLS and the WebSocket handshake; positive. The token's source
 *                          has as long before that
 * @param heartbeatInterval the time between two heartbeats; positive. A connection that answers none until the next is due is
 *                          dead
 * @param maxMessageSize    the largest message to take from the server, in bytes; positive. A larger one ends the connection
 * @param downloadPatience  how long the download of a file may bring nothing, and its upload take nothing; positive.
 *                          Longer, and it fails
 * @param tls               how to speak TLS where the URL says {@code wss}, or null for the JVM's default
 */
public record WebSocketOptions(Format format, Duration connectTimeout, Duration heartbeatInterval, int maxMessageSize,
        Duration downloadPatience, @Nullable SSLContext tls) {

    /**
     * JSON, 10 s to connect, a heartbeat every 30 s, messages of up to 256 MiB, 30 s for a download to go on, the JVM's default
     * TLS.
     */
    public static final WebSocketOptions DEFAULT = new WebSocketOptions(Format.JSON, Duration.ofSeconds(10),
            Duration.ofSeconds(30), 256 << 20, Duration.ofSeconds(30), null);

    /** What messages are written in (docs/protocol.md#frames). */
    public enum Format {
        /** JSON in text frames. */
        JSON("2.0.0"),
        /** MessagePack in binary frames. */
        MESSAGE_PACK("3.0.0");

        private final String vsn;

        Format(String vsn) {
            this.vsn = vsn;
        }

        String vsn() {
            return vsn;
        }
    }

    /**
     * Checks what is said above.
     *
     * @throws IllegalArgumentException if a number or duration is not positive
     */
    public WebSocketOptions {
        Objects.requireNonNull(format, "format");
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("heartbeatInterval", heartbeatInterval);
        requirePositive("downloadPatience", downloadPatience);
        if (maxMessageSize <= 0) {
            throw new IllegalArgumentException("maxMessageSize must be positive, not " + maxMessageSize);
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(name + " must be positive, not " + duration);
        }
    }

    /** These options with another format. */
    public WebSocketOptions withFormat(Format format) {
        return new WebSocketOptions(format, connectTimeout, heartbeatInterval, maxMessageSize, downloadPatience, tls);
    }

    /** These options with another time for connecting. */
    public WebSocketOptions withConnectTimeout(Duration connectTimeout) {
        return new WebSocketOptions(format, connectTimeout, heartbeatInterval, maxMessageSize, downloadPatience, tls);
    }

    /** These options with another time between heartbeats. */
    public WebSocketOptions withHeartbeatInterval(Duration heartbeatInterval) {
        return new WebSocketOptions(format, connectTimeout, heartbeatInterval, maxMessageSize, downloadPatience, tls);
    }

    /** These options with another largest message, in bytes. */
    public WebSocketOptions withMaxMessageSize(int maxMessageSize) {
        return new WebSocketOptions(format, connectTimeout, heartbeatInterval, maxMessageSize, downloadPatience, tls);
    }

    /** These options with another time that a download may go on without a byte. */
    public WebSocketOptions withDownloadPatience(Duration downloadPatience) {
        return new WebSocketOptions(format, connectTimeout, heartbeatInterval, maxMessageSize, downloadPatience, tls);
    }

    /** These options with another TLS; null for the JVM's default. */
    public WebSocketOptions withTls(@Nullable SSLContext tls) {
        return new WebSocketOptions(format, connectTimeout, heartbeatInterval, maxMessageSize, downloadPatience, tls);
    }
}
