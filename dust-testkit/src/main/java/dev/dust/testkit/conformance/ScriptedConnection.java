package dev.dust.testkit.conformance;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection that the client asked for. Only the thread of the scenario calls the listener, so that its calls never overlap
 * (law 2 of {@link Transport}).
 */
final class ScriptedConnection implements Transport.Connection {
    private final Transport.Listener listener;
    private final Consumer<Push> pushed;
    private final Set<String> answered = new HashSet<>();
    private volatile State state = State.ASKED;
    private boolean closedTold;
    private volatile @Nullable ClientMessage join;
    private @Nullable ClientMessage membership;

    private enum State {
        ASKED, OPEN, CLOSED
    }

    /** A message that the client sent. */
    record Push(ScriptedConnection connection, ClientMessage message) {
    }

    ScriptedConnection(Transport.Listener listener, Consumer<Push> pushed) {
        this.listener = listener;
        this.pushed = pushed;
    }

    @Override
    public void send(ClientMessage message) {
        if (state == State.OPEN) {
            if (message.event().equals(ClientMessage.JOIN)) {
                join = message;
            }
            pushed.accept(new Push(this, message));
        }
    }

    @Override
    public void close() {
        state = State.CLOSED;
    }

    boolean isAsked() {
        return state == State.ASKED;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    void open() {
        state = State.OPEN;
        listener.opened();
    }

    void drop() {
        state = State.CLOSED;
        tellClosed();
    }

    /** Tells the listener that the connection is closed, if it is and was not told; returns whether that was so. */
    boolean tellClosed() {
        boolean tell = state == State.CLOSED && !closedTold;
        if (tell) {
            closedTold = true;
            listener.closed(new CloseReason.Lost("the scenario's connection is closed"));
        }
        return tell;
    }

    void receive(ServerMessage message) {
        listener.received(message);
    }

    /** The newest join that was asked for here, or null. */
    @Nullable
    ClientMessage join() {
        return join;
    }

    /** The newest join that the server accepted here, or null. */
    @Nullable
    ClientMessage membership() {
        return membership;
    }

    void accept(ClientMessage accepted) {
        membership = accepted;
    }

    void noteAnswered(@Nullable String ref) {
        answered.add(ref);
    }

    boolean hasAnswered(@Nullable String ref) {
        return answered.contains(ref);
    }
}
