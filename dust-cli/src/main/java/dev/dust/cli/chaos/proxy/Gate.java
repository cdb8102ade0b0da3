package dev.dust.cli.chaos.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * The way of one client to the server: a TCP proxy on this machine, which passes on what comes until it is told otherwise. It
 * knows WebSocket's frames, so that it can repeat whole messages, and break off in the middle of one. Safe for every thread.
 */
public final class Gate implements AutoCloseable {

    /** Connections without a client, of which the server knows nothing until one of these is called. */
    public interface Severed {
        /** Delivers what was kept back, and ends the connections. */
        void deliver();

        /** Ends the connections. */
        void discard();
    }

    private final ServerSocket listener;
    private final IntSupplier serverPort;
    private final Map<Direction, Weather> weather = new EnumMap<>(
            Map.of(Direction.UP, new Weather(), Direction.DOWN, new Weather()));
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicLong repeated = new AtomicLong();
    private volatile boolean refusing;

    /**
     * A gate that is open.
     *
     * @param serverPort where the server listens on this machine, whenever a client connects
     * @throws UncheckedIOException if there is no free port
     */
    public Gate(IntSupplier serverPort) {
        this.serverPort = serverPort;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("chaos-accept").start(this::accept);
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    Weather weather(Direction direction) {
        return Objects.requireNonNull(weather.get(direction), "weather");
    }

    AtomicLong repeated() {
        return repeated;
    }

    /** How many messages it has repeated. */
    public long repetitions() {
        return repeated.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().name("chaos-connect").start(() -> connect(client));
            } catch (IOException closed) {
                // The loop ends, if it is.
            }
        }
    }

    private void connect(Socket client) {
        try {
            var server = new Socket(InetAddress.getLoopbackAddress(), serverPort.getAsInt());
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            var link = new Link(client, server, this, links::remove);
            links.add(link);
            // Whoever refuses ends what he sees.
            if (refusing || listener.isClosed()) {
                link.close();
            } else {
                link.start();
            }
        } catch (IOException noServer) {
            try {
                client.close();
            } catch (IOException gone) {
                // That is what was wanted.
            }
        }
    }

    /** Ends all connections at once, and what is on its way. */
    public void cut() {
        links.forEach(Link::close);
    }

    /** Ends a connection in the middle of the next message in that direction. */
    public void tear(Direction direction) {
        weather(direction).tear();
    }

    /** Keeps connections, and lets nothing through in that direction, until it is told otherwise. */
    public void stall(Direction direction, boolean on) {
        weather(direction).stall(on);
    }

    /** Lets everything take so much longer, in both directions. */
    public void delay(Duration delay) {
        weather.values().forEach(each -> each.delay(delay));
    }

    /** Repeats one of {@code oneOf} messages, in both directions; 0 for none. */
    public void repeat(int oneOf) {
        weather.values().forEach(each -> each.repeat(oneOf));
    }

    /** Ends all connections and refuses new ones, until it is told otherwise. */
    public void refuse(boolean on) {
        refusing = on;
        if (on) {
            cut();
        }
    }

    /** From now on keeps back what the client sends on the connections that it has, for {@link #dropClients}. */
    public void hold() {
        links.forEach(Link::hold);
    }

    /** Ends connections on the client's side alone: the server knows nothing of it. Call {@link #hold} before. */
    public Severed dropClients() {
        List<Link> severed = List.copyOf(links);
        severed.forEach(Link::dropClient);
        return new Severed() {
            @Override
            public void deliver() {
                severed.forEach(Link::release);
            }

            @Override
            public void discard() {
                severed.forEach(Link::close);
            }
        };
    }

    /**
     * Ends connections on the server's side alone: the client knows nothing of it, until it misses the answers and ends them.
     */
    public void dropServers() {
        links.forEach(Link::dropServer);
    }

    /** Passes on everything again, as it comes. */
    public void heal() {
        refuse(false);
        delay(Duration.ZERO);
        repeat(0);
        for (Direction direction : Direction.values()) {
            stall(direction, false);
            weather(direction).tearsNext();
        }
        links.forEach(Link::release);
    }

    /** How many connections there are, those without one of their ends included. */
    public int connections() {
        return links.size();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cut();
        }
    }
}
