package dev.dust.server.http;

import dev.dust.server.ServerOptions;
import dev.dust.server.api.ApiHandler;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.metrics.ServerMeter;
import dev.dust.server.node.Client;
import dev.dust.server.node.Connection;
import dev.dust.server.node.Handshake;
import dev.dust.server.node.ServerParts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.jspecify.annotations.Nullable;

/** The one port: upgrades to WebSocket, the files, the HTTP API, how the server is, and the console. */
public final class HttpHandler extends Handler.Abstract {
    /** Where clients connect. */
    public static final String SYNC_PATH = "/ws/sync";
    private static final String SOCKET_PATH = SYNC_PATH + "/websocket";

    /** Between the answer that lets a client in and its connection, if there comes to be one. */
    private static final Duration LONGEST_UPGRADE = Duration.ofSeconds(10);

    /** Whose tokens are looked up: they share the ledger with those who are in. */
    private static final int LET_IN_AT_ONCE = 32;
    /** For how long others wait: while nobody can be let in, those who come again and again must not add up. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(5);

    private final ServerParts parts;
    private final HealthHandler health;
    private final ApiHandler api;
    private final MetricsHandler metrics;
    private final UnderWay underWay = new UnderWay();
    private final UnderWay upgrades = new UnderWay();
    private final Semaphore lettingIn = new Semaphore(LET_IN_AT_ONCE);
    private final WebSocketMappings sockets;
    private final Configuration.ConfigurationCustomizer configuration = new Configuration.ConfigurationCustomizer();
    private final int maxMessage;

    /**
     * What answers for a server.
     *
     * @param parts   what the server is made of
     * @param sockets by which connections are upgraded
     * @param options what the server is like
     */
    public HttpHandler(ServerParts parts, WebSocketMappings sockets, ServerOptions options) {
        this.parts = parts;
        this.health = new HealthHandler(parts.readiness());
        this.metrics = new MetricsHandler(parts, options.metricsPage(), options.metricsToken());
        this.api = new ApiHandler(parts, options.maxFrameBytes());
        this.sockets = sockets;
        this.maxMessage = options.maxFrameBytes();
        configuration.setIdleTimeout(options.idleTimeout());
        // No message is sent in pieces; those that come are counted piece by piece.
        configuration.setMaxFrameSize(0);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        if (path.equals(SOCKET_PATH)) {
            // Tokens may be where the ledger is, and that may be away: no thread waits for it that others need.
            Thread.ofVirtual().name("dust-upgrade").start(() -> upgradeInTurn(request, response, callback));
        } else if (path.startsWith(FileHandler.PATH)) {
            file(path.substring(FileHandler.PATH.length()), request, response, underWay.until(callback));
        } else if (ApiHandler.has(path)) {
            api.handle(request, response, underWay.until(callback));
        } else if (HealthHandler.has(path)) {
            health.handle(path, request, response, callback);
        } else if (path.equals(MetricsHandler.PATH)) {
            metrics.handle(request, response, callback);
        } else if (ConsoleHandler.has(path)) {
            ConsoleHandler.handle(path, request, response, callback);
        } else {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
        return true;
    }

    private void file(String hash, Request request, Response response, Callback callback) {
        if (parts.readiness().isLeaving()) {
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
        } else {
            FileHandler.handle(parts, hash, request, response, callback);
        }
    }

    /**
     * Waits for the contents of files that are on their way, and for what is being answered; not for longer than told. Of what
     * comes once the server goes away nothing is begun.
     */
    public void awaitAnswers(Duration atMost) {
        underWay.await(atMost);
    }

    /** Waits for those who are let in now to be in; not for longer than told. */
    public void awaitUpgrades(Duration atMost) {
        upgrades.await(atMost);
    }

    private void refuse(Request request, Response response, Callback callback, int status, @Nullable String why) {
        boolean away = status == HttpStatus.SERVICE_UNAVAILABLE_503;
        parts.measures().count(ServerMeter.HANDSHAKES, away ? "unavailable" : "refused", 1);
        Response.writeError(request, response, callback, status, why);
    }

    private void upgradeInTurn(Request request, Response response, Callback callback) {
        boolean isItsTurn = false;
        try {
            isItsTurn = lettingIn.tryAcquire(LONGEST_TURN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!isItsTurn) {
            refuse(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, null);
            return;
        }
        try {
            upgrade(request, response, callback);
        } finally {
            lettingIn.release();
        }
    }

    /** Known to be under way before it is asked whether the server goes away, so that whoever leaves misses none. */
    private void upgrade(Request request, Response response, Callback callback) {
        UnderWay.Entry entry = upgrades.begin();
        entry.endAfter(LONGEST_UPGRADE);
        var isLetIn = new AtomicBoolean();
        Callback told = Callback.from(() -> {
            if (!isLetIn.get()) {
                entry.end();
            }
            callback.succeeded();
        }, failure -> {
            entry.end();
            callback.failed(failure);
        });
        try {
            upgrade(request, response, told, () -> isLetIn.set(true), entry::end);
        } catch (RuntimeException e) {
            told.failed(e);
        }
    }

    /**
     * Lets a client in, or says why not.
     *
     * @param letIn told when the former is decided
     * @param isIn  told when it is in
     */
    private void upgrade(Request request, Response response, Callback callback, Runnable letIn, Runnable isIn) {
        if (!parts.origins().admits(request.getHeaders().get(HttpHeader.ORIGIN), Request.getServerName(request))) {
            refuse(request, response, callback, HttpStatus.FORBIDDEN_403, "pages of that origin may not connect");
            return;
        }
        if (parts.readiness().isLeaving()) {
            refuse(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, "the server goes away");
            return;
        }
        Client client;
        try {
            Fields query = Request.extractQueryParameters(request);
            client = Handshake.accept(query::getValue, parts.tokens());
        } catch (Handshake.RefusedUpgrade refused) {
            refuse(request, response, callback, refused.status(), refused.getMessage());
            return;
        } catch (LedgerException away) {
            refuse(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, null);
            return;
        } catch (RuntimeException e) {
            refuse(request, response, callback, HttpStatus.BAD_REQUEST_400, "the query cannot be read");
            return;
        }
        if (!parts.interceptor().admits(client.deviceId())) {
            refuse(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, null);
            return;
        }
        boolean upgraded = sockets.upgrade((upgradeRequest, upgradeResponse, upgradeCallback) -> {
            // No compression: what a frame weighs is what was sent.
            upgradeResponse.setExtensions(List.of());
            letIn.run();
            return new Socket(new Connection(client, parts), maxMessage, isIn);
        }, request, response, callback, configuration);
        if (upgraded) {
            parts.measures().count(ServerMeter.HANDSHAKES, "accepted", 1);
        } else {
            refuse(request, response, callback, HttpStatus.UPGRADE_REQUIRED_426, null);
        }
    }
}
