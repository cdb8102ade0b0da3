package dev.dust.server.node;

import dev.dust.server.access.Access;
import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.intercept.ConnectionInterceptor;
import dev.dust.server.intercept.InterceptedConnection;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.metrics.ServerMeter;
import dev.dust.server.rules.Refusal;
import dev.dust.value.MapValue;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: takes frames one after another and hands them to the channels. Whatever a stranger sends, the worst
 * that happens is that this connection is closed.
 */
@SuppressWarnings("NullAway.Init") // Its link opens it before anything else.
public final class Connection implements InterceptedConnection {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());
    private static final int MOST_CHANNELS = 1_000;

    private final Client client;
    private final ServerParts parts;
    private final PushRoom pushRoom = new PushRoom();
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    /** Held while a frame is handled, one at a time, and by whoever waits for that. */
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private ClientLink link;
    private Sending queue;
    private ConnectionInterceptor interceptor;
    private volatile boolean closed;
    /** Whether the server goes away: what comes now is not handled. Written in a turn. */
    private volatile boolean leaving;

    /** What a connection ended by, as it is measured. */
    private enum End {
        CLIENT, SLOW, TOKEN, UNREADABLE, FAILED, SERVER;

        String measured() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One that is not open yet. */
    public Connection(Client client, ServerParts parts) {
        this.client = client;
        this.parts = parts;
    }

    /** Who is connected. */
    public Client client() {
        return client;
    }

    @Override
    public String deviceId() {
        return client.deviceId();
    }

    PushRoom pushRoom() {
        return pushRoom;
    }

    ConnectionInterceptor interceptor() {
        return interceptor;
    }

    /** It is open. Called once, before anything else. */
    public void opened(ClientLink opened) {
        link = opened;
        queue = parts.execution().sending(opened, parts.sendQueue(), () -> end.compareAndSet(null, End.SLOW));
        interceptor = parts.interceptor().connected(this);
        parts.connections().add(this);
        if (parts.readiness().isLeaving()) {
            // It came while the others were told.
            Thread.ofVirtual().name("dust-server-goodbye").start(this::goAway);
        }
    }

    /** A frame, however it came. */
    @FunctionalInterface
    private interface Arrival {
        Frame read() throws UnreadableFrame;
    }

    /** No push is under way on this connection. */
    private void awaitPushes() {
        channels.values().forEach(Channel::awaitPushes);
    }

    /** Handles a message, and then asks for more. */
    public void received(Format format, byte[] message, Runnable readOn) {
        received(() -> parts.mode().read(client, format, message), message.length, readOn);
    }

    /** The same with a frame that came as it is. */
    public void received(Frame frame, Runnable readOn) {
        received(() -> frame, 0, readOn);
    }

    private void received(Arrival arrival, long size, Runnable readOn) {
        interceptor.received(() -> parts.handling().execute(() -> handle(arrival, size, readOn)));
    }

    private void handle(Arrival arrival, long size, Runnable readOn) {
        if (closed) {
            // What arrived before the socket was closed has come too late: nothing of a connection that was cut takes effect.
            return;
        }
        turn.lock();
        try {
            if (!leaving) {
                takeIn(arrival.read(), size);
            }
        } catch (UnreadableFrame.Payload undigested) {
            LOG.log(System.Logger.Level.DEBUG, "what a client sent cannot be digested", undigested);
            crash(undigested.head());
        } catch (UnreadableFrame e) {
            LOG.log(System.Logger.Level.DEBUG, "what a client sent cannot be read", e);
            end.compareAndSet(null, End.UNREADABLE);
            link.close(e.closeStatus(), e.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            failed(e);
        } finally {
            turn.unlock();
            // A client that is being left is read from, too: its end of the connection comes behind what is not handled.
            readOn.run();
        }
    }

    /** Closes the connection over a frame that could not be handled. */
    void failed(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "a frame could not be handled: the connection is closed", failure);
        end.compareAndSet(null, End.FAILED);
        link.close(CloseCode.SERVER_ERROR, "the frame could not be handled");
    }

    private void crash(Frame head) {
        Channel channel = channels.get(head.topic());
        if (channel != null && channel.owns(head)) {
            channel.awaitPushes();
            channel.end("phx_error");
        }
    }

    /** What comes of a push leaves together, where that waits for nothing. */
    private void takeIn(Frame frame, long size) {
        if (!parts.handlesInPlace() || !Channel.canOvertakePushes(frame)) {
            receive(frame, size);
            return;
        }
        queue.hold();
        try {
            receive(frame, size);
        } finally {
            queue.release();
        }
    }

    private void receive(Frame frame, long size) {
        if (frame.topic().equals(Frame.HEARTBEAT_TOPIC) && frame.event().equals("heartbeat")) {
            send(new Outgoing(frame.reply(Replies.ok(MapValue.EMPTY))));
            return;
        }
        if (!Channel.canOvertakePushes(frame)) {
            Channel before = channels.get(frame.topic());
            if (before != null) {
                before.awaitPushes();
            }
        }
        Channel channel = channels.get(frame.topic());
        switch (frame.event()) {
            case "phx_join" -> join(frame, channel);
            case "phx_leave" -> leave(frame, channel);
            default -> push(frame, size, channel);
        }
    }

    private void join(Frame frame, @Nullable Channel before) {
        if (before != null) {
            before.end("phx_close");
        }
        try {
            var channel = new Channel(this, storeOf(frame), parts, frame);
            channels.put(frame.topic(), channel);
            channel.join(frame);
            if (closed) {
                channel.leave();
            }
        } catch (Refusal refusal) {
            channels.remove(frame.topic());
            send(new Outgoing(frame.reply(Replies.error(refusal))));
        } catch (LedgerException e) {
            channels.remove(frame.topic());
            send(new Outgoing(frame.reply(Replies.error(Replies.unavailable(e)))));
        }
    }

    private StoreHost storeOf(Frame join) {
        if (!join.topic().startsWith(Frame.STORE_TOPIC)) {
            throw Refusal.of("unmatched topic");
        }
        if (channels.size() >= MOST_CHANNELS) {
            throw Refusal.of("too many joins");
        }
        String store = join.topic().substring(Frame.STORE_TOPIC.length());
        if (!client.access().scopes().contains(Access.ENTRIES_READ)) {
            throw Replies.missingScope(Access.ENTRIES_READ);
        }
        StoreHost byId = parts.mode().withId(parts.stores(), store);
        if (!client.access().opens(byId == null ? store : byId.name())) {
            throw storeNotAllowed();
        }
        StoreHost host = byId == null && client.access().read() ? parts.mode().find(parts.stores(), store) : byId;
        if (host == null || !client.access().read()) {
            throw Refusal.of("unauthorized");
        }
        return host;
    }

    /** The refusal of a store that the token does not open. */
    static Refusal storeNotAllowed() {
        return Refusal.of("store_not_allowed", "message", "Token does not have access to this store");
    }

    private void leave(Frame frame, @Nullable Channel channel) {
        if (channel == null) {
            send(new Outgoing(frame.reply(Replies.ok(MapValue.EMPTY))));
        } else if (channel.owns(frame)) {
            send(new Outgoing(frame.reply(Replies.ok(MapValue.EMPTY))));
            channel.end("phx_close");
        }
    }

    private void push(Frame frame, long size, @Nullable Channel channel) {
        if (channel == null) {
            MapValue unmatched = Replies.error("unmatched topic");
            send(new Outgoing(new Frame(null, frame.ref(), frame.topic(), "phx_reply", unmatched)));
        } else if (channel.owns(frame)) {
            channel.receive(frame, size);
        }
    }

    /** Sends a frame after those before it. Any thread may call this. */
    void send(Outgoing outgoing) {
        queue.add(outgoing, interceptor.departure());
    }

    /** The membership {@code channel} of {@code topic} is over. */
    void ended(String topic, Channel channel) {
        channels.remove(topic, channel);
    }

    @Override
    public void endMemberships(String store, String event) {
        channels.values().stream().filter(channel -> channel.isOf(store)).forEach(channel -> channel.end(event));
    }

    /**
     * Ends the connection because this server goes away: what is being handled is finished, and answered, and what is to be
     * sent is sent before. Waits for the former.
     */
    void goAway() {
        turn.lock();
        try {
            leaving = true;
            awaitPushes();
        } finally {
            turn.unlock();
        }
        end.compareAndSet(null, End.SERVER);
        queue.end(CloseCode.SERVICE_RESTART, "the server goes away");
    }

    /** Completes when it is gone. */
    CompletableFuture<Void> gone() {
        return gone.copy();
    }

    /** How many frames wait to be sent. */
    int waiting() {
        return queue.waiting();
    }

    /** Cuts the connection, because its token is valid no more. */
    void tokenEnded() {
        end.compareAndSet(null, End.TOKEN);
        drop();
    }

    @Override
    public void drop() {
        end.compareAndSet(null, End.SERVER);
        closed = true;
        queue.stop();
    }

    /** It is gone. */
    public void closed() {
        closed = true;
        if (parts.connections().remove(this)) {
            End by = end.get();
            parts.measures().count(ServerMeter.ENDED_CONNECTIONS, (by == null ? End.CLIENT : by).measured(), 1);
        }
        queue.stop();
        gone.complete(null);
        parts.handling().execute(() -> {
            channels.values().forEach(Channel::leave);
            interceptor.closed();
        });
    }
}
