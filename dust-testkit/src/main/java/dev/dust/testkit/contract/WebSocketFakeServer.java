package dev.dust.testkit.contract;

import dev.dust.server.frame.Format;
import dev.dust.server.http.JettyServer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

/** A fake server over WebSocket, on a free port of the loopback interface. */
final class WebSocketFakeServer implements FakeServer {
    private static final int MOST_THREADS = 16;
    private static final String SYNC_PATH = "/ws/sync";
    private static final String SOCKET_PATH = SYNC_PATH + "/websocket";
    private static final String FILES_PATH = "/api/files/";

    private final JettyServer jetty;
    private final URI url;
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final List<ServerEnd> ends = new CopyOnWriteArrayList<>();
    private final Map<String, StoredFile> files = new ConcurrentHashMap<>();
    private final BlockingQueue<ServerEnd> accepted = new LinkedBlockingQueue<>();
    /** What waits for an answer. Guards itself and the answer. */
    private final List<Consumer<Answer>> held = new ArrayList<>();
    private Answer answer = Answer.ACCEPT;

    /** A file, and who may have it. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record StoredFile(byte[] content, String token) {

        int statusFor(String shown) {
            return ("Bearer " + token).equals(shown) ? HttpStatus.OK_200 : HttpStatus.UNAUTHORIZED_401;
        }
    }

    WebSocketFakeServer() {
        jetty = new JettyServer("fake-server", "127.0.0.1", 0, MOST_THREADS, Upgrades::new);
        url = URI.create("ws://" + jetty.authority() + SYNC_PATH);
    }

    /** Takes connections in, or not. */
    private final class Upgrades extends Handler.Abstract {
        private final WebSocketMappings sockets;
        private final Configuration.ConfigurationCustomizer configuration = new Configuration.ConfigurationCustomizer();

        Upgrades(WebSocketMappings sockets) {
            this.sockets = sockets;
            // Neither pieces nor limits: a message is a frame, however long it is.
            configuration.setMaxFrameSize(0);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            String path = Request.getPathInContext(request);
            if (path.startsWith(FILES_PATH)) {
                give(files.get(path.substring(FILES_PATH.length())), request, response, callback);
            } else if (path.equals(SOCKET_PATH)) {
                upgrade(request, response, callback);
            } else {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
            return true;
        }

        private void give(@Nullable StoredFile file, Request request, Response response, Callback callback) {
            String shown = request.getHeaders().get(HttpHeader.AUTHORIZATION);
            int status = switch (answerNow()) {
                case REFUSE -> HttpStatus.FORBIDDEN_403;
                case FAIL -> HttpStatus.SERVICE_UNAVAILABLE_503;
                default -> file == null ? HttpStatus.NOT_FOUND_404 : file.statusFor(shown);
            };
            if (file != null && status == HttpStatus.OK_200) {
                response.write(true, ByteBuffer.wrap(file.content()), callback);
            } else {
                Response.writeError(request, response, callback, status);
            }
        }

        private void upgrade(Request request, Response response, Callback callback) throws Exception {
            Fields query = Request.extractQueryParameters(request);
            Format format = Format.of(query.getValue("vsn"));
            if (format == null || query.getValue("capver") == null) {
                Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
                return;
            }
            attempts.add(new Attempt(query.getValue("token"), query.getValue("device_id"),
                    Integer.parseInt(query.getValue("capver"))));
            Consumer<Answer> answering = how -> reply(how, format, request, response, callback);
            Answer now;
            synchronized (held) {
                now = answer;
                if (now == Answer.HOLD) {
                    held.add(answering);
                    return;
                }
            }
            answering.accept(now);
        }

        private void accept(ServerEnd end) {
            ends.add(end);
            accepted.add(end);
        }

        private void reply(Answer how, Format format, Request request, Response response, Callback callback) {
            switch (how) {
                case ACCEPT -> sockets.upgrade((upgradeRequest, upgradeResponse, upgradeCallback) -> {
                    upgradeResponse.setExtensions(List.of());
                    return new WebSocketEnd(format, this::accept);
                }, request, response, callback, configuration);
                case REFUSE -> Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
                case FAIL -> Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
                case HOLD -> throw new IllegalArgumentException("that is no answer");
            }
        }
    }

    @Override
    public URI url() {
        return url;
    }

    @Override
    public void answer(Answer how) {
        List<Consumer<Answer>> released;
        synchronized (held) {
            answer = how;
            released = how == Answer.HOLD ? List.of() : List.copyOf(held);
            held.removeAll(released);
        }
        released.forEach(answering -> answering.accept(how));
    }

    private Answer answerNow() {
        synchronized (held) {
            return answer;
        }
    }

    @Override
    public void keep(String hash, byte[] content, String token) {
        files.put(hash, new StoredFile(content, token));
    }

    @Override
    public List<Attempt> attempts() {
        return attempts;
    }

    @Override
    public Optional<ServerEnd> accepted(Duration patience) {
        return Optional.ofNullable(Waiting.poll(accepted, patience.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        ends.forEach(ServerEnd::cut);
        jetty.close();
    }
}
