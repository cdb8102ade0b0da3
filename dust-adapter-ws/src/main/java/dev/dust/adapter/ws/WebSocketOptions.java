package dev.dust.adapter.ws;

import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How a {@link WebSocketTransport} speaks. Immutable; each method that takes an argument returns a copy. */
public final class WebSocketOptions {
    private static final WebSocketOptions DEFAULTS = new WebSocketOptions(Format.JSON, Duration.ofSeconds(10),
            Duration.ofSeconds(30), 256 << 20, Duration.ofSeconds(30), null);

    private final Format format;
    private final Duration connectTimeout;
    private final Duration heartbeatInterval;
    private final int maxMessageSize;
    private final Duration downloadPatience;
    private final @Nullable SSLContext tls;

    private WebSocketOptions(Format format, Duration connectTimeout, Duration heartbeatInterval, int maxMessageSize,
            Duration downloadPatience, @Nullable SSLContext tls) {
        this.format = format;
        this.connectTimeout = connectTimeout;
        this.heartbeatInterval = heartbeatInterval;
        this.maxMessageSize = maxMessageSize;
        this.downloadPatience = downloadPatience;
        this.tls = tls;
    }

    /** JSON, 10 s to connect, a heartbeat every 30 s, messages of up to 256 MiB, 30 s for a download to go on. */
    public static WebSocketOptions defaults() {
        return DEFAULTS;
    }

    /** With another format. */
    public WebSocketOptions format(Format format) {
        return new WebSocketOptions(Objects.requireNonNull(format, "format"), connectTimeout, heartbeatInterval, maxMessageSize,
                downloadPatience, tls);
    }

    /** What messages are written in; JSON by default. */
    public Format format() {
        return format;
    }

    /**
     * With another time for connecting.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public WebSocketOptions connectTimeout(Duration connectTimeout) {
        requirePositive("connectTimeout", connectTimeout);
        return new WebSocketOptions(format, connectTimeout, heartbeatInterval, maxMessageSize, downloadPatience, tls);
    }

    /** The time for TCP, TLS and the handshake, together; 10 s by default. The token's source has as long before that. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /**
     * With another time between heartbeats.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public WebSocketOptions heartbeatInterval(Duration heartbeatInterval) {
        requirePositive("heartbeatInterval", heartbeatInterval);
        return new WebSocketOptions(format, connectTimeout, heartbeatInterval, maxMessageSize, downloadPatience, tls);
    }

    /** The time between two heartbeats; 30 s by default. A connection that answers none until the next is due is dead. */
    public Duration heartbeatInterval() {
        return heartbeatInterval;
    }

    /**
     * With another largest message, in bytes.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public WebSocketOptions maxMessageSize(int maxMessageSize) {
        if (maxMessageSize <= 0) {
            throw new IllegalArgumentException("maxMessageSize must be positive, not " + maxMessageSize);
        }
        return new WebSocketOptions(format, connectTimeout, heartbeatInterval, maxMessageSize, downloadPatience, tls);
    }

    /** The largest message to take from the server, in bytes; 256 MiB by default. A larger one ends the connection. */
    public int maxMessageSize() {
        return maxMessageSize;
    }

    /**
     * With another time that a download may go on without a byte.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public WebSocketOptions downloadPatience(Duration downloadPatience) {
        requirePositive("downloadPatience", downloadPatience);
        return new WebSocketOptions(format, connectTimeout, heartbeatInterval, maxMessageSize, downloadPatience, tls);
    }

    /** How long a download may bring nothing, and an upload take nothing, before it fails; 30 s by default. */
    public Duration downloadPatience() {
        return downloadPatience;
    }

    /** With another TLS; null for the JVM's default. */
    public WebSocketOptions tls(@Nullable SSLContext tls) {
        return new WebSocketOptions(format, connectTimeout, heartbeatInterval, maxMessageSize, downloadPatience, tls);
    }

    /** How to speak TLS where the URL says {@code wss}; null for the JVM's default, which is the default. */
    public @Nullable SSLContext tls() {
        return tls;
    }

    private static void requirePositive(String name, Duration duration) {
        if (!Objects.requireNonNull(duration, name).isPositive()) {
            throw new IllegalArgumentException(name + " must be positive, not " + duration);
        }
    }

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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WebSocketOptions that && format.equals(that.format)
                && connectTimeout.equals(that.connectTimeout) && heartbeatInterval.equals(that.heartbeatInterval)
                && maxMessageSize == that.maxMessageSize && downloadPatience.equals(that.downloadPatience)
                && Objects.equals(tls, that.tls);
    }

    @Override
    public int hashCode() {
        return Objects.hash(format, connectTimeout, heartbeatInterval, maxMessageSize, downloadPatience, tls);
    }

    /** All that they say. */
    @Override
    public String toString() {
        return "WebSocketOptions[format=" + format + ", connectTimeout=" + connectTimeout + ", heartbeatInterval="
                + heartbeatInterval + ", maxMessageSize=" + maxMessageSize + ", downloadPatience=" + downloadPatience + ", tls="
                + tls + "]";
    }
}
