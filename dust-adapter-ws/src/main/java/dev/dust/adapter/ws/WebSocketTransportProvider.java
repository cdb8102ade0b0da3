package dev.dust.adapter.ws;

import dev.dust.codec.Codecs;
import dev.dust.config.Setting;
import dev.dust.config.Settings;
import dev.dust.config.TransportProvider;
import dev.dust.time.Time;
import dev.dust.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Makes a {@link WebSocketTransport}: {@code dust.transport=websocket}. */
public final class WebSocketTransportProvider implements TransportProvider {
    private static final Setting<String> URL = Setting.text("url", "none: it must be set",
            "the server, such as `wss://example.org/ws/sync`");
    private static final Setting<String> API_KEY = Setting.secret("api-key", "none: it must be set",
            "the token to show the server");
    private static final Setting<WebSocketOptions.Format> FORMAT = Setting.choice("format", WebSocketOptions.Format.class,
            "`json`", "what messages are written in");
    private static final Setting<Duration> CONNECT_TIMEOUT = Setting.duration("connect-timeout", "`10s`",
            "the time for all of connecting: TCP, TLS and the WebSocket handshake");
    private static final Setting<Duration> HEARTBEAT_INTERVAL = Setting.duration("heartbeat-interval", "`30s`",
            "the time between two heartbeats; a connection that answers none until the next is due is dead");
    private static final Setting<Duration> DOWNLOAD_PATIENCE = Setting.duration("download-patience", "`30s`",
            "how long the download of a file may bring nothing");

    /** For {@link java.util.ServiceLoader}. */
    public WebSocketTransportProvider() {
        // Public, for the loader.
    }

    @Override
    public String name() {
        return "websocket";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(URL, API_KEY, FORMAT, CONNECT_TIMEOUT, HEARTBEAT_INTERVAL, DOWNLOAD_PATIENCE);
    }

    @Override
    public Transport transport(Settings settings, Codecs codecs, Time time) {
        WebSocketOptions options = WebSocketOptions.defaults();
        options = settings.applied(options, FORMAT, WebSocketOptions::format);
        options = settings.applied(options, CONNECT_TIMEOUT, WebSocketOptions::connectTimeout);
        options = settings.applied(options, HEARTBEAT_INTERVAL, WebSocketOptions::heartbeatInterval);
        options = settings.applied(options, DOWNLOAD_PATIENCE, WebSocketOptions::downloadPatience);
        return new WebSocketTransport(URI.create(settings.require(URL)), Token.of(settings.require(API_KEY)), codecs, time,
                options);
    }
}
