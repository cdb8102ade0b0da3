package dev.dust.server.http;

import dev.dust.server.access.Access;
import dev.dust.server.frame.Format;
import dev.dust.server.node.ServerParts;
import dev.dust.server.node.StoreHost;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code GET /api/stores} (docs/protocol.md#stores): the stores that a token may read, and who is a member here. */
final class StoresHandler {
    static final String PATH = "/api/stores";

    private StoresHandler() {
    }

    static void handle(ServerParts parts, Request request, Response response, Callback callback) {
        if (!HttpMethod.GET.is(request.getMethod())) {
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            return;
        }
        Access access = Bearer.accessOf(parts.tokens(), request);
        if (access == null) {
            Bearer.challenge(response);
            Response.writeError(request, response, callback, HttpStatus.UNAUTHORIZED_401);
            return;
        }
        if (!access.read() || !access.scopes().contains(Access.ENTRIES_READ)) {
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
            return;
        }
        List<MapValue> stores = new ArrayList<>();
        for (String name : parts.stores().names()) {
            if (access.opens(name)) {
                stores.add(describe(parts.stores().make(name)));
            }
        }
        byte[] json = Format.JSON.codec().encode(Wire.mapOf("stores", stores));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
        response.write(true, ByteBuffer.wrap(json), callback);
    }

    private static MapValue describe(StoreHost host) {
        MapValue status = host.status();
        return Wire.mapOf("name", host.name(), "current_seq", status.get("current_seq"), "entry_count",
                status.get("entry_count"), "members", host.memberIds());
    }
}
