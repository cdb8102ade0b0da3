package dev.dust.adapter.ws.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.glassfish.tyrus.core.TyrusUpgradeResponse;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.jspecify.annotations.Nullable;

/** The one request and response in HTTP that open a WebSocket (RFC 6455, section 4). */
final class HttpUpgrade {
    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    private HttpUpgrade() {
    }

    /**
     * The request as bytes; {@code target} is its path and query. The origin that Tyrus makes up is left out: only browsers
     * have one to tell, and servers refuse (403) those that they do not know.
     */
    static byte[] request(String target, Map<String, List<String>> headers) {
        var text = new StringBuilder("GET ").append(target).append(" HTTP/1.1\r\n");
        headers.forEach((name, values) -> {
            if (!name.equalsIgnoreCase(UpgradeRequest.ORIGIN_HEADER)) {
                text.append(name).append(": ").append(String.join(", ", values)).append("\r\n");
            }
        });
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Takes the response off {@code received}, and leaves what follows it.
     *
     * @return null if {@code received} does not hold all of it yet
     * @throws IOException if it is no response
     */
    static @Nullable UpgradeResponse response(ByteBuffer received) throws IOException {
        int length = length(received);
        if (length < 0) {
            return null;
        }
        var bytes = new byte[length];
        received.get(bytes);
        var lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        var response = new TyrusUpgradeResponse();
        response.setStatus(status(lines[0]));
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                response.getHeaders().put(lines[i].substring(0, colon).strip(), List.of(lines[i].substring(colon + 1).strip()));
            }
        }
        return response;
    }

    private static int length(ByteBuffer received) {
        for (int at = received.position(); at <= received.limit() - END.length; at++) {
            if (ByteBuffer.wrap(END).equals(received.slice(at, END.length))) {
                return at + END.length - received.position();
            }
        }
        return -1;
    }

    private static int status(String line) throws IOException {
        var words = line.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-5][0-9][0-9]")) {
            throw new IOException("the server does not speak HTTP");
        }
        return Integer.parseInt(words[1]);
    }
}
