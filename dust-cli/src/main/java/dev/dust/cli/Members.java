package dev.dust.cli;

import dev.dust.codec.CodecException;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which clients have joined a store, as a server of one's own tells over HTTP (docs/http-api.md#stores), and as the public one
 * does not. For one thread.
 */
final class Members {
    private static final int TIMEOUT_MILLIS = 1_000;

    private final ConnectionOptions connection;
    private final String store;
    private boolean tells = true;

    Members(ConnectionOptions connection, String store) {
        this.connection = connection;
        this.store = store;
    }

    /** Their device ids, in order; null where the server does not tell, or is away. */
    @Nullable
    List<String> ask() {
        if (!tells) {
            return null;
        }
        try {
            HttpURLConnection request = request();
            if (request.getResponseCode() == HttpURLConnection.HTTP_OK) {
                try (InputStream answer = request.getInputStream()) {
                    return members(Json.parse(new String(answer.readAllBytes(), StandardCharsets.UTF_8)));
                }
            }
            tells = request.getResponseCode() == HttpURLConnection.HTTP_UNAVAILABLE;
        } catch (CodecException | URISyntaxException other) {
            tells = false;
        } catch (IOException away) {
            // It may come back.
        }
        return null;
    }

    private HttpURLConnection request() throws URISyntaxException, IOException {
        URI url = connection.url();
        var target = new URI("wss".equals(url.getScheme()) ? "https" : "http", null, url.getHost(), url.getPort(),
                "/api/stores/" + store, null, null);
        var request = (HttpURLConnection) target.toURL().openConnection();
        request.setInstanceFollowRedirects(false);
        request.setConnectTimeout(TIMEOUT_MILLIS);
        request.setReadTimeout(TIMEOUT_MILLIS);
        request.setRequestProperty("Authorization", "Bearer " + connection.token());
        return request;
    }

    private static @Nullable List<String> members(Value answer) {
        return answer instanceof MapValue map && map.get("members") instanceof ListValue members
                ? members.items().stream().filter(TextValue.class::isInstance).map(id -> ((TextValue) id).value()).sorted()
                        .toList()
                : null;
    }
}
