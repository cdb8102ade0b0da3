package dev.dust.server;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.value.MapValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Asks a server by single requests (docs/http-api.md). */
final class ApiClient implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;
    private final String token;

    ApiClient(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /** What came back. */
    record Answer(int status, HttpResponse<String> http) {
        String body() {
            return http.body();
        }

        MapValue json() {
            return (MapValue) new JacksonCodecs().json().decode(http.body().getBytes(StandardCharsets.UTF_8));
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse(null);
        }

        /** The reason of a problem, or null. */
        String reason() {
            return json().get("reason") == null ? null : (String) json().get("reason").toPlain();
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    Answer put(String path, String json, String... headers) {
        return send("PUT", path, BodyPublishers.ofString(json), headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, BodyPublishers.ofString(body), headers);
    }

    Answer delete(String path, String... headers) {
        return send("DELETE", path, BodyPublishers.noBody(), headers);
    }

    Answer send(String method, String path, BodyPublisher body, String... headers) {
        return sent(method, path, body, headers).join();
    }

    CompletableFuture<Answer> sent(String method, String path, BodyPublisher body, String... headers) {
        return http.sendAsync(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> new Answer(response.statusCode(), response));
    }

    private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(server + path)).method(method, body);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    /** What comes back as it comes. */
    HttpResponse<InputStream> stream(String path) throws IOException, InterruptedException {
        return http.send(request("GET", path, BodyPublishers.noBody()), HttpResponse.BodyHandlers.ofInputStream());
    }

    @Override
    public void close() {
        http.close();
    }
}
