package dev.dust.server.api;

import dev.dust.server.ledger.LedgerException;
import dev.dust.server.node.Caller;
import dev.dust.server.node.ServerParts;
import dev.dust.server.rules.Refusal;
import java.io.IOException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The HTTP API (docs/http-api.md). Each request is answered on a thread of its own, which may wait: a slow peer or a slow
 * database costs nobody else. Safe for every thread.
 */
public final class ApiHandler {
    private static final System.Logger LOG = System.getLogger(ApiHandler.class.getName());
    private static final String DEVICE_HEADER = "Dust-Device-Id";
    private static final String USUAL_DEVICE = "http";
    private static final int LONGEST_DEVICE = 200;

    private final ServerParts parts;
    private final int maxBody;
    private final Export export = new Export();

    /** For that server; {@code maxBody} is how many bytes a body may have that is read as a whole. */
    public ApiHandler(ServerParts parts, int maxBody) {
        this.parts = parts;
        this.maxBody = maxBody;
    }

    /** Whether a path is one of its. */
    public static boolean has(String path) {
        return path.equals(Route.ROOT) || path.startsWith(Route.ROOT + "/");
    }

    /** Answers, later. */
    public void handle(Request request, Response response, Callback callback) {
        var exchange = new Exchange(request, response, callback, maxBody);
        Thread.ofVirtual().name("dust-http").start(() -> answer(exchange));
    }

    private void answer(Exchange exchange) {
        try {
            try {
                route(exchange);
            } catch (Problem problem) {
                exchange.fail(problem);
            } catch (Refusal refusal) {
                exchange.fail(Problem.of(refusal));
            } catch (LedgerException away) {
                LOG.log(System.Logger.Level.WARNING, "a request is refused: " + away.getMessage(), away);
                exchange.fail(Problem.of("unavailable", "the server cannot look up what is true; try again later"));
            } catch (RuntimeException | StackOverflowError failure) {
                LOG.log(System.Logger.Level.ERROR, "a request could not be handled", failure);
                exchange.fail(Problem.of("server_failed", "the request could not be handled"));
            }
        } catch (IOException | RuntimeException gone) {
            exchange.breakOff(gone);
        }
    }

    private void route(Exchange exchange) throws IOException {
        if (parts.readiness().isLeaving()) {
            throw Problem.ofLeaving();
        }
        if (!parts.origins().admits(exchange.header("Origin"), exchange.host())) {
            throw Problem.of("origin_not_allowed", "pages of that origin may not ask");
        }
        Caller caller = Caller.of(parts, exchange.token(), device(exchange));
        if (caller == null) {
            throw Problem.of("invalid_token", "a valid token is needed, as Authorization: Bearer");
        }
        Route.Target target = Route.of(exchange.rawPath());
        if (target == null || target.route() != Route.STORES && !parts.mode().hasHttpApi()) {
            throw Problem.of("no_such_resource", "there is nothing at this URL");
        }
        if (!target.route().methods().contains(exchange.method())) {
            exchange.allow(target.route().methods());
            return;
        }
        exchange.checkParameters(target.route().parameters());
        switch (target.route()) {
            case STORES -> StoreList.all(exchange, caller, parts.stores());
            case STORE -> StoreList.one(exchange, caller.toRead(target.store()));
            case ENTRIES -> new Pages(exchange, caller.toRead(target.store())).send();
            case ENTRY -> new Entry(exchange, caller, target).answer();
            case WRITES -> new Writes(exchange, caller, caller.toWrite(target.store())).one();
            case BATCH -> new Writes(exchange, caller, caller.toWrite(target.store())).batch();
            case EXPORT -> export.send(exchange, caller.toRead(target.store()));
            case IMPORT -> new Import(exchange, caller, caller.toWrite(target.store())).take();
            case LOG -> new Log(exchange, caller, caller.toRead(target.store())).send();
        }
    }

    private static String device(Exchange exchange) {
        String named = exchange.header(DEVICE_HEADER);
        if (named != null && (named.isBlank() || named.length() > LONGEST_DEVICE)) {
            throw Problem.of("invalid_device_id", DEVICE_HEADER + " has 1 to " + LONGEST_DEVICE + " characters");
        }
        return named == null ? USUAL_DEVICE : named;
    }
}
