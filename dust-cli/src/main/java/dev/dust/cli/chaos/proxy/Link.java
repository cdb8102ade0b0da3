package dev.dust.cli.chaos.proxy;

import java.io.IOException;
import java.net.Socket;
import java.util.function.Consumer;

/** A connection through a gate: one to the client, one to the server. Either may be gone while the other one does not know. */
final class Link {
    private final Socket client;
    private final Socket server;
    private final Pump up;
    private final Pump down;
    private final Consumer<Link> onClose;
    private volatile boolean held;
    private volatile boolean clientGone;
    private volatile boolean serverGone;
    private volatile boolean closed;

    Link(Socket client, Socket server, Gate gate, Consumer<Link> onClose) {
        this.client = client;
        this.server = server;
        this.onClose = onClose;
        up = new Pump(this, client, server, gate.weather(Direction.UP), gate.repeated());
        down = new Pump(this, server, client, gate.weather(Direction.DOWN), gate.repeated());
    }

    void start() {
        up.start();
        down.start();
    }

    /** What the client sends from now on is kept back. */
    void hold() {
        held = true;
    }

    /** The client's end is gone, and the server's stays. */
    void dropClient() {
        clientGone = true;
        reset(client);
    }

    /** The server's end is gone, and the client's stays. */
    void dropServer() {
        serverGone = true;
        reset(server);
    }

    /** What was kept back goes on its way. */
    void release() {
        held = false;
    }

    boolean isHeld(Pump pump) {
        return pump == up && held;
    }

    /** Whether there is nobody whom the pump could write to. */
    boolean isDeaf(Pump pump) {
        return pump == up ? serverGone : clientGone;
    }

    /** All is written that came. */
    void ended(Pump pump) {
        boolean survives = pump == down && serverGone;
        if (!survives) {
            closed = true;
            // In order: a reset would take what was written last with it.
            close(client);
            close(server);
            onClose.accept(this);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends both sides at once. What was on its way is gone. */
    void close() {
        closed = true;
        reset(client);
        reset(server);
        onClose.accept(this);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException gone) {
            // It is closed already.
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It cannot be more than closed.
        }
    }
}
