package dev.dust.testkit.conformance;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.cache.Cache;
import dev.dust.lease.Lease;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.testkit.CacheSource;
import dev.dust.testkit.conformance.ScriptedConnection.Push;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.transport.ClientMessage;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A scenario while it runs: one client at a time with a cache, a scripted server and a virtual clock, and the names that the
 * scenario gave. For one thread.
 */
final class ScenarioRun implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Scenario scenario;
    private final CacheSource caches;
    private final VirtualTime time = new VirtualTime();
    private final TrackedExecutor executor = new TrackedExecutor();
    private final ScriptedServer server = new ScriptedServer();
    private final Random random = new Random(1);
    private final Map<String, Call> calls = new HashMap<>();
    private final Map<String, SubscriptionProbe> probes = new HashMap<>();
    private final List<TrackedExecutor.Gate> gates = new ArrayList<>();
    private final Map<String, String> cursors = new HashMap<>();
    /** Lease ops whose push was not seen yet, in the order of their calls. */
    private final List<Call> unsent = new ArrayList<>();
    private int pushesSeen;
    private Duration lasted = Duration.ZERO;
    private Cache cache;
    @SuppressWarnings("NullAway.Init") // Made first, when the trial begins.
    private Dust dust;
    @SuppressWarnings("NullAway.Init") // Likewise.
    private DustStore store;

    ScenarioRun(Scenario scenario, CacheSource caches) {
        this.scenario = scenario;
        this.caches = caches;
        this.cache = caches.open();
        try {
            start();
        } catch (RuntimeException e) {
            cache.close();
            throw e;
        }
    }

    private void start() {
        dust = new Dust(cache, server, Json.CODECS, DustOptions.defaults().deviceId(scenario.deviceId()).time(time)
                .executor(executor).engineExecutor(executor).random(random).sharedPorts(true));
        store = dust.store(scenario.store());
        settle();
    }

    DustStore store() {
        return store;
    }

    ScriptedServer server() {
        return server;
    }

    VirtualTime time() {
        return time;
    }

    String deviceId() {
        return scenario.deviceId();
    }

    /** Lets everything happen that was caused, and the timers fire that are due by now. */
    void settle() {
        rest();
        while (time.untilNext().filter(Duration::isZero).isPresent()) {
            time.advance(Duration.ZERO, this::rest);
        }
    }

    /** Lets time go by, though not for ever: every timer on the way is fired. */
    void moveClock(Duration by) {
        if (by.compareTo(LONGEST.minus(lasted)) > 0) {
            throw new ScenarioFailure("a scenario lasts " + LONGEST.toHours() + " hours at most");
        }
        lasted = lasted.plus(by);
        time.advance(by, this::rest);
    }

    private void rest() {
        do {
            executor.awaitRest();
        } while (server.tellClosed());
        nameLeaseOps();
    }

    /** The API does not tell the client_op_id of a lease op: it is that of the first push that asks for the same. */
    private void nameLeaseOps() {
        for (; pushesSeen < server.pushes().size(); pushesSeen++) {
            ClientMessage message = server.pushes().get(pushesSeen).message();
            unsent.stream().filter(call -> call.claims(message)).findFirst().ifPresent(unsent::remove);
        }
        unsent.removeIf(Call::isAnswered);
    }

    /** Closes the client and starts another one on what the cache has kept. */
    void restart() {
        dust.close();
        settle();
        cache = caches.reopen(cache);
        start();
    }

    /** Notes a call, under a name if it has one. */
    void note(@Nullable String name, Call call) {
        if (call.opId() == null) {
            unsent.add(call);
        }
        if (name != null) {
            calls.put(name, call);
        }
    }

    Call call(String name) {
        return named(calls, name, "call");
    }

    /** The lease that the call of this name resulted in. */
    Lease lease(String name) {
        if (call(name).result() instanceof Call.Result.Ok ok && ok.lease() != null) {
            return ok.lease();
        }
        throw new ScenarioFailure(
                "expected " + name + " to have resulted in a lease, saw " + Call.Result.text(call(name).result()));
    }

    /** Subscribes, under a name if there is one. */
    void listen(@Nullable String name, String pattern, SubscriptionOptions options) {
        TrackedExecutor.Gate gate = executor.new Gate();
        gates.add(gate);
        var probe = new SubscriptionProbe(store, pattern, options, gate);
        if (name != null) {
            probes.put(name, probe);
        }
    }

    SubscriptionProbe probe(String name) {
        return named(probes, name, "subscription");
    }

    void bindCursor(@Nullable String name, @Nullable String cursor) {
        cursors.put(name, cursor);
    }

    String cursor(String name) {
        return named(cursors, name, "cursor");
    }

    private static <T> T named(Map<String, T> things, String name, String kind) {
        T thing = things.get(name);
        if (thing == null) {
            throw new ScenarioFailure("there is no " + kind + " of the name " + name);
        }
        return thing;
    }

    /** The newest sending of the call of this name. */
    Push newestSending(String name) {
        String opId = call(name).opId();
        Push newest = opId == null
                ? null
                : server.pushes().stream().filter(push -> isOf(push, opId)).reduce((a, b) -> b).orElse(null);
        if (newest == null) {
            throw new ScenarioFailure("expected " + name + " to have been sent, saw that it was not");
        }
        return newest;
    }

    private static boolean isOf(Push push, String opId) {
        return Value.of(opId).equals(push.message().payload().get("client_op_id"));
    }

    /** The name of the call with this client_op_id; null if none has it. */
    @Nullable
    String nameOf(@Nullable String opId) {
        return opId == null
                ? null
                : calls.entrySet().stream().filter(entry -> opId.equals(entry.getValue().opId())).map(Map.Entry::getKey)
                        .findFirst().orElse(null);
    }

    @Override
    public void close() {
        try {
            gates.forEach(TrackedExecutor.Gate::open);
            dust.close();
            rest();
        } finally {
            cache.close();
        }
    }
}
