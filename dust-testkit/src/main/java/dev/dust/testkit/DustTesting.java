package dev.dust.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.Codecs;
import dev.dust.path.DustPath;
import dev.dust.server.ledger.Event;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.Wire;
import dev.dust.subscribe.DustEvent;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.time.TimerId;
import dev.dust.value.Value;
import dev.dust.write.OpName;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A {@link Dust} for an application's own unit tests: no server, no network, no time that passes by itself.
 *
 * <pre>{@code
 * try (DustTesting testing = DustTesting.create()) {
 *     testing.seed("james/blog", Map.of("posts/hello/title", "Hello"));
 *     var page = new BlogPage(testing.dust());                      // the code under test subscribes
 *     testing.emit("james/blog", DustTesting.buildEvent("set", "posts/hello/title", "Hello, world"));
 *     assertThat(page.titles()).containsExactly("Hello, world");
 * }
 * }</pre>
 *
 * <p>It is connected from the beginning, and every write is accepted by the rules of a server, at once: when a call of the
 * application returns that writes, the write is committed. What a call to this class causes is over when it returns, the
 * callbacks of subscriptions included. Callbacks that the application's own calls cause run on threads of their own, as they
 * always do; {@link #settle} waits for them.
 *
 * <p>Safe for every thread; what is said of the end of a call holds while one thread at a time uses a store.
 */
public final class DustTesting implements AutoCloseable {
    private static final Codecs CODECS = new JacksonCodecs();
    private static final String SOMEBODY = "dev_other";

    private final VirtualTime time = new VirtualTime();
    private final CallbackThreads threads = new CallbackThreads();
    private final TestingServer server = new TestingServer(time, threads);
    private final Dust dust;

    private DustTesting(UnaryOperator<DustOptions> options) {
        DustOptions chosen = options.apply(DustOptions.defaults().deviceId("dev_testing").random(new Random(1)));
        this.dust = new Dust(new NaiveCache(), server, CODECS,
                chosen.time(time).executor(threads).engineExecutor(threads));
    }

    /** A client without stores, and a server that has every store that is asked for, empty. */
    public static DustTesting create() {
        return create(UnaryOperator.identity());
    }

    /**
     * The same, with other options.
     *
     * @param options changes those that the kit would take; clock and executors are the kit's own whatever it says
     */
    public static DustTesting create(UnaryOperator<DustOptions> options) {
        return new DustTesting(Objects.requireNonNull(options, "options"));
    }

    /** The client, for the code under test. */
    public Dust dust() {
        return dust;
    }

    // --- What others do

    /**
     * Puts values into a store, by their paths, as somebody else would have written them. See
     * {@link #seed(String, String, Object)}.
     */
    public void seed(String store, Map<String, ?> values) {
        values.forEach((path, value) -> write(store, path, value));
        settle();
    }

    /**
     * Puts a value into a store, as somebody else would have written it: a subscription that is there already hears of it.
     *
     * @param value what {@link DustStore#put(String, Object)} takes
     * @throws IllegalArgumentException if no server would accept it
     */
    public void seed(String store, String path, Object value) {
        write(store, path, value);
        settle();
    }

    private void write(String store, String path, Object value) {
        dust.store(store);
        PushResult outcome = server.write(store, Wire.mapOf("op", "set", "path", path, "value", toValue(value)));
        if (!outcome.ok()) {
            throw new IllegalArgumentException("a server refuses to set " + path + ": " + outcome.response());
        }
    }

    /**
     * Puts the result of work that somebody else did for {@link DustStore#singleFlight} into a store: a caller gets it without
     * doing the work.
     *
     * @param value what the work would have published
     */
    public void seedFlight(String store, String key, Object value) {
        seed(store, key, new String(CODECS.json().encode(toValue(value)), UTF_8));
    }

    /**
     * An event arrives. Its value is the committed one, as {@link DustEvent} has it; its seq counts for nothing: it gets the
     * store's next one.
     *
     * @param event such as {@link #buildEvent} makes
     * @throws IllegalArgumentException if that is no event of a server's: it must be committed, by an op that there is
     */
    public void emit(String store, DustEvent event) {
        if (!(event instanceof DustEvent.Committed committed)) {
            throw new IllegalArgumentException("a server tells of committed ops only, not of " + event);
        }
        dust.store(store);
        server.commit(store, new Event(0, committed.op().wire(), committed.path().segments(), committed.path().key(),
                committed.value(), committed.deviceId(), committed.opId()));
        settle();
    }

    /**
     * An event as a subscription hears it: a committed op of somebody else's, with the seq 1. For {@link #emit}, and for
     * callbacks that are tested by themselves.
     *
     * @param op    what was done
     * @param value the committed value: for {@code increment} the new total, for {@code add} and {@code remove} the whole list;
     *              null for {@code delete}
     */
    public static DustEvent.Committed buildEvent(OpName op, String path, Object value) {
        return new DustEvent.Committed(DustPath.parse(path), op, toValue(value), 1, false, true, null, SOMEBODY, false);
    }

    private static Value toValue(Object object) {
        return object instanceof Value value ? value : CODECS.objects().toValue(object);
    }

    // --- What the server does

    /** The next write is refused for this reason, in whatever store. See {@link #refuseNext(String, Map)}. */
    public void refuseNext(String reason) {
        refuseNext(reason, Map.of());
    }

    /**
     * The next write is refused, in whatever store; several calls refuse several.
     *
     * @param reason  such as {@code conflict} (docs/protocol.md#refusals)
     * @param details the other fields of the answer, as plain values
     */
    public void refuseNext(String reason, Map<String, ?> details) {
        server.refuseNext(Refusal.of(reason, details));
    }

    /**
     * From now on the connection stands like this, and with {@code CONNECTED} every store. A client that is offline is {@code
     * RECONNECTING}: its writes wait, and go out when it is {@code CONNECTED} again.
     *
     * @throws IllegalArgumentException for {@code DISCONNECTED}: a client in use never is
     * @throws IllegalStateException    for a status that this client cannot come to: {@code CONNECTING} after it was connected
     */
    public void setStatus(ConnectionStatus status) {
        requireReachable(status);
        server.become(status);
        askAgain();
        if (server.wasAsked()) {
            check("the client", dust.connection().status(), status);
        }
    }

    /**
     * From now on one store stands like this, while the connection is there: {@code REFUSED} for one that the token does not
     * open.
     *
     * @throws IllegalArgumentException for {@code DISCONNECTED}
     * @throws IllegalStateException    for a status that the store cannot come to: {@code CONNECTING} after it was joined, or
     *                                  any while the client has no connection
     */
    public void setStatus(String store, ConnectionStatus status) {
        requireReachable(status);
        server.become(store, status);
        DustStore opened = dust.store(store);
        askAgain();
        check(store, opened.status().connection(), status);
    }

    private static void requireReachable(ConnectionStatus status) {
        if (status == ConnectionStatus.DISCONNECTED) {
            throw new IllegalArgumentException(
                    "a client in use is never DISCONNECTED; without a connection it is RECONNECTING");
        }
    }

    /** The client need not wait until it is time. */
    private void askAgain() {
        time.fire(TimerId.RECONNECT);
        time.fire(TimerId.REJOIN);
        settle();
    }

    private static void check(String what, ConnectionStatus is, ConnectionStatus wanted) {
        if (is != wanted) {
            throw new IllegalStateException(what + " is " + is + " and cannot come to be " + wanted);
        }
    }

    // --- Time, and what it takes

    /** Moves the clock: leases end, callers who wait get their timeout. Otherwise it stands still. */
    public void advance(Duration by) {
        time.advance(by, threads::awaitRest);
        settle();
    }

    /**
     * Waits until everything has happened that was caused so far, callbacks of subscriptions included. From within a callback
     * it does not wait.
     *
     * @throws IllegalStateException if a callback does not return within 10 s
     */
    public void settle() {
        do {
            threads.awaitRest();
        } while (time.fireDue());
    }

    /** Closes the client. */
    @Override
    public void close() {
        dust.close();
    }
}
