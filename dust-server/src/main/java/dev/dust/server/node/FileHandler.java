package dev.dust.server.node;

import dev.dust.server.access.Access;
import dev.dust.server.rules.Blobs;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code GET /api/files/<hash>} (docs/protocol.md#files). */
final class FileHandler {
    static final String PATH = "/api/files/";

    private FileHandler() {
    }

    static void handle(ServerParts parts, String hash, Request request, Response response, Callback callback) {
        if (!HttpMethod.GET.is(request.getMethod())) {
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            return;
        }
        Access access = Bearer.accessOf(parts.tokens(), request);
        if (access == null) {
            Bearer.refuse(request, response, callback);
            return;
        }
        Blobs.Blob blob = parts.blobs().get(hash);
        int status = access.scopes().contains(Access.FILES_READ)
                ? parts.mode().download(parts.stores(), access, hash, blob)
                : HttpStatus.FORBIDDEN_403;
        if (blob != null && status == HttpStatus.OK_200) {
            send(blob, response, callback);
        } else {
            Response.writeError(request, response, callback, status);
        }
    }

    private static void send(Blobs.Blob blob, Response response, Callback callback) {
        // The type is what a stranger wrote: it must not end the header and begin another.
        String type = blob.contentType().chars().allMatch(c -> c > ' ' - 1 && c < 0x7f)
                ? blob.contentType()
                : "application/octet-stream";
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put("Content-Disposition", "inline");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, blob.content().length);
        response.write(true, ByteBuffer.wrap(blob.content()), callback);
    }
}
