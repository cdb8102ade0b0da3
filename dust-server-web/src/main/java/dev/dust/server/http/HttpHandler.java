package dev.dust.server.http;

import dev.dust.server.api.ApiHandler;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.node.Client;
import dev.dust.server.node.Connection;
import dev.dust.server.node.Handshake;
import dev.dust.server.node.ServerParts;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;

/** The one port: upgrades to WebSocket, the files, the HTTP API, how the server is, and the console. */
public final class HttpHandler extends Handler.Abstract {
    /** Where clients connect. */
    public static final String SYNC_PATH = "/ws/sync";
    private static final String SOCKET_PATH = SYNC_PATH + "/websocket";

    private final ServerParts parts;
    private final HealthHandler health;
    private final ApiHandler api;
    private final WebSocketMappings sockets;
    private final Configuration.ConfigurationCustomizer configuration = new Configuration.ConfigurationCustomizer();
    private final int maxMessage;

    /**
     * What answers for a server.
     *
     * @param parts       what the server is made of
     * @param sockets     by which connections are upgraded
     * @param maxMessage  how many bytes a frame may have
     * @param idleTimeout after how long a connection is closed on which nothing is sent
     */
    public HttpHandler(ServerParts parts, WebSocketMappings sockets, int maxMessage, Duration idleTimeout) {
        this.parts = parts;
        this.health = new HealthHandler(new Readiness(parts.ledger()));
        this.api = new ApiHandler(parts, maxMessage);
        this.sockets = sockets;
        this.maxMessage = maxMessage;
        configuration.setIdleTimeout(idleTimeout);
        // No message is sent in pieces; those that come are counted piece by piece.
        configuration.setMaxFrameSize(0);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        if (path.equals(SOCKET_PATH)) {
            upgrade(request, response, callback);
        } else if (path.startsWith(FileHandler.PATH)) {
            FileHandler.handle(parts, path.substring(FileHandler.PATH.length()), request, response, callback);
        } else if (ApiHandler.has(path)) {
            api.handle(request, response, callback);
        } else if (HealthHandler.has(path)) {
            health.handle(path, request, response, callback);
        } else if (ConsoleHandler.has(path)) {
            ConsoleHandler.handle(path, request, response, callback);
        } else {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
        return true;
    }

    private void upgrade(Request request, Response response, Callback callback) {
        if (!parts.origins().admits(request.getHeaders().get(HttpHeader.ORIGIN), Request.getServerName(request))) {
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403, "pages of that origin may not connect");
            return;
        }
        Client client;
        try {
            Fields query = Request.extractQueryParameters(request);
            client = Handshake.accept(query::getValue, parts.tokens());
        } catch (Handshake.RefusedUpgrade refused) {
            Response.writeError(request, response, callback, refused.status(), refused.getMessage());
            return;
        } catch (LedgerException away) {
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
            return;
        } catch (RuntimeException e) {
            Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400, "the query cannot be read");
            return;
        }
        if (!parts.interceptor().admits(client.deviceId())) {
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
            return;
        }
        boolean upgraded = sockets.upgrade((upgradeRequest, upgradeResponse, upgradeCallback) -> {
            // No compression: what a frame weighs is what was sent.
            upgradeResponse.setExtensions(List.of());
            return new Socket(new Connection(client, parts), maxMessage);
        }, request, response, callback, configuration);
        if (!upgraded) {
            Response.writeError(request, response, callback, HttpStatus.UPGRADE_REQUIRED_426);
        }
    }
}
