package dev.dust.adapter.ws;

import dev.dust.adapter.ws.WebSocketOptions.Format;
import dev.dust.adapter.ws.socket.ClientSocket;
import dev.dust.adapter.ws.socket.UpgradeRefusedException;
import dev.dust.codec.CodecException;
import dev.dust.time.Time;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Frames;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.glassfish.tyrus.client.ClientManager;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the attempt to the end. One thread lives through it: it connects, reads, and makes every call to the
 * listener. Whoever ends the connection says why, and the first to do so is believed.
 */
final class WebSocketConnection implements Transport.Connection {
    private static final System.Logger LOG = System.getLogger(WebSocketConnection.class.getName());
    private static final int FORBIDDEN = 403;

    private final Setup setup;
    private final Handshake handshake;
    private final Delivery delivery;
    private final Consumer<WebSocketConnection> ended;
    private final AtomicReference<@Nullable CloseReason> end = new AtomicReference<>();
    private volatile @Nullable ClientSocket socket;
    private volatile @Nullable Session session;

    /** What the connections of a transport share. */
    record Setup(ServerUrl url, TokenGate gate, Wire wire, Time time, WebSocketOptions options, ClientManager tyrus) {

        String server() {
            return url.hostAndPort();
        }

        /** The same in another format. */
        Setup with(Format format) {
            return new Setup(url, gate, new Wire(wire.codecs(), format), time, options, tyrus);
        }

        ClientSocket socket(String token, Handshake handshake) {
            String target = url.target(token, handshake, wire.format().vsn());
            return new ClientSocket(url.host(), url.port(), url.secure(), options.tls(), target, options.connectTimeout(),
                    options.maxMessageSize());
        }
    }

    /**
     * @param ended hears of the end before the listener does
     */
    WebSocketConnection(Setup setup, Handshake handshake, Transport.Listener listener, Consumer<WebSocketConnection> ended) {
        this.setup = setup;
        this.handshake = handshake;
        this.delivery = new Delivery(listener);
        this.ended = ended;
    }

    /** Connects, and returns when all is over and the listener knows it. */
    void run() {
        try {
            converse(connect());
        } catch (NotConnectedException e) {
            end.compareAndSet(null, e.reason());
        } finally {
            end.compareAndSet(null, new Lost("the connection to " + setup.server() + " failed"));
            abort();
            ended.accept(this);
            delivery.closed(Objects.requireNonNull(end.get(), "end"));
        }
    }

    private ClientSocket connect() throws NotConnectedException {
        String token = setup.gate().token();
        ClientSocket connecting = setup.socket(token, handshake);
        socket = connecting;
        if (end.get() != null) {
            return connecting;
        }
        var reader = new MessageReader(setup.wire().codecs(), setup.server(), this::received, this::unreadable);
        var endpoint = new SessionEndpoint(reader, this::closed, this::failed);
        try {
            session = setup.tyrus().connectToServer(endpoint, connecting.config(), setup.url().origin());
            return connecting;
        } catch (UpgradeRefusedException e) {
            throw new NotConnectedException(refused(e.status(), token));
        } catch (DeploymentException | IOException | RuntimeException e) {
            throw new NotConnectedException(FailureSummary.notConnected(setup.server(), e));
        }
    }

    private CloseReason refused(int status, String token) {
        return status == FORBIDDEN
                ? setup.gate().refused(token, setup.server(), handshake.capver())
                : new Lost(setup.server() + " answered the WebSocket handshake with HTTP status " + status);
    }

    private void converse(ClientSocket socket) {
        var heartbeat = new Heartbeat(setup.time(), setup.options().heartbeatInterval(), socket, delivery, this::beat,
                this::dead);
        try {
            if (end.get() == null) {
                heartbeat.start();
                delivery.opened();
                socket.run();
                end.compareAndSet(null, new Lost(setup.server() + " cut the connection", By.SERVER));
            }
        } catch (IOException e) {
            end.compareAndSet(null, FailureSummary.broken(setup.server(), e));
        } finally {
            heartbeat.stop();
        }
    }

    private void received(ServerMessage message) {
        String ref = message.ref();
        if (ref != null && message.event().equals(ServerMessage.REPLY)) {
            connected().answered(ref);
        }
        if (end.get() == null) {
            delivery.received(message);
        }
    }

    private void unreadable(String why) {
        if (end.get() == null) {
            delivery.unreadable(why);
        }
    }

    private void closed(jakarta.websocket.CloseReason reason) {
        // Never on the wire: it says that there was no reason.
        if (reason.getCloseCode() != CloseCodes.CLOSED_ABNORMALLY) {
            String phrase = reason.getReasonPhrase();
            String why = phrase == null || phrase.isBlank() ? "" : ": " + phrase.replaceAll("\\p{Cntrl}", " ");
            end.compareAndSet(null, closed("the connection to " + setup.server() + " was closed with code "
                    + reason.getCloseCode().getCode() + why));
        }
    }

    /** Tyrus closes too, where the server breaks the protocol. */
    private Lost closed(String what) {
        OptionalInt code = connected().closeCode();
        return code.isPresent() ? Lost.ofCode(what, code.getAsInt()) : new Lost(what);
    }

    private ClientSocket connected() {
        return Objects.requireNonNull(socket, "socket");
    }

    private void failed(Throwable failure) {
        if (failure instanceof IOException) {
            // Such as an answer to a ping that cannot be written any more.
            broken(failure);
        } else {
            LOG.log(System.Logger.Level.ERROR, "handling a message of " + setup.server() + " failed", failure);
            cut(FailureSummary.broken(setup.server(), failure));
        }
    }

    /**
     * An ordinary end: the listener hears of it, and the log of a thousand messages that were on their way would help nobody.
     */
    private void broken(Throwable failure) {
        LOG.log(System.Logger.Level.DEBUG, "the connection to " + setup.server() + " broke", failure);
        cut(FailureSummary.broken(setup.server(), connected().failure().<Throwable>map(cause -> cause).orElse(failure)));
    }

    @Override
    public void send(ClientMessage message) {
        if (session == null || end.get() != null) {
            return;
        }
        try {
            write(setup.wire().encode(Frames.of(message)), message.ref());
        } catch (CodecException e) {
            String what = "a message to " + setup.server() + " could not be written: " + FailureSummary.describe(e);
            LOG.log(System.Logger.Level.ERROR, what);
            cut(new Lost(what));
        } catch (IOException | RuntimeException e) {
            broken(e);
        }
    }

    private void write(byte[] frame, @Nullable String ref) throws IOException {
        connected().send(setup.wire().format() == Format.JSON, frame, ref);
    }

    private void beat() {
        try {
            connected().awaitAnother();
            write(setup.wire().encode(Frames.heartbeat("heartbeat")), null);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no heartbeat, the connection to " + setup.server() + " is closed", e);
        }
    }

    private void dead() {
        cut(new Lost(setup.server() + " did not answer the heartbeat within " + setup.options().heartbeatInterval().toMillis()
                + " ms"));
    }

    private void cut(CloseReason reason) {
        if (end.compareAndSet(null, reason)) {
            abort();
        }
    }

    @Override
    public void close() {
        close("this client closed the connection");
    }

    /** Closes the connection, if it is not closed, for a reason that the listener hears. */
    void close(String why) {
        if (end.compareAndSet(null, new Lost(why))) {
            var current = session;
            if (current == null) {
                abort();
            } else {
                Thread.ofVirtual().name("dust-ws-close").start(() -> sayGoodbye(current));
            }
        }
    }

    private void sayGoodbye(Session current) {
        try {
            current.close(new jakarta.websocket.CloseReason(CloseCodes.NORMAL_CLOSURE, null));
        } catch (IOException | RuntimeException e) {
            abort();
        }
    }

    private void abort() {
        var current = socket;
        if (current != null) {
            current.abort();
        }
    }
}
