package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.FileOptions;
import dev.dust.Flight;
import dev.dust.FlightOptions;
import dev.dust.HeldLease;
import dev.dust.LeaseOptions;
import dev.dust.PageOptions;
import dev.dust.WriteOptions;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.error.InvalidRequestException;
import dev.dust.lease.Lease;
import dev.dust.path.DustPath;
import dev.dust.subscribe.SubscriptionOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no call can mean is refused at the call, by its name, and leaves nothing behind. */
class ArgumentsTest {
    private static final Lease LEASE = new Lease(DustPath.parse("lease"), 1, "somebody", 1);

    private final DustTesting testing = DustTesting.create();
    private final Dust dust = testing.dust();
    private final DustStore store = dust.store("org/store");

    @AfterEach
    void close() {
        testing.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "noslash", "a/b/c", "/b", "a/", "/", "a /b", "a/b ", "a/\tb", "a/b\u0000", "a\u00a0b/c",
            "01234567-89ab-cdef-0123-456789abcde", "01234567-89ab-cdef-0123-456789abcdeg"})
    void nameThatNoStoreHas_isRefused(String name) {
        assertThatThrownBy(() -> dust.store(name)).isInstanceOfSatisfying(InvalidRequestException.class,
                refused -> assertThat(refused.reason()).isEqualTo("invalid_store"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"org/name", "a/b", "Org-1.x_y/näme", "01234567-89ab-cdef-0123-456789abcdef",
            "01234567-89AB-CDEF-0123-456789ABCDEF"})
    void nameOfAStore_isTaken(String name) {
        assertThat(dust.store(name).name()).isEqualTo(name);
    }

    /** On its way, it would be the failure of everybody who comes after it. */
    @Test
    void textWithoutAForm_isRefused_andLeavesTheStoreWhole() {
        String half = "\ud800";
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store.at("l").lease(LeaseOptions.defaults().holder(half)),
                () -> store.at("p").putFile(new byte[0], FileOptions.defaults().filename(half)),
                () -> store.at("p").putFile(new byte[0], FileOptions.defaults().contentType(half)), () -> store.put("p", half),
                () -> store.put(half, 1))) {
            assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class);
        }
        assertThat(store.put("p", 1).committed().join()).isPositive();
        assertThat(store.pending()).isEmpty();
        assertThat(store.status().problem()).isNull();
    }

    @Test
    void nullInACall_isRefusedByName() {
        var calls = new TreeMap<String, ThrowingCallable>();
        calls.put("name", () -> dust.store(null));
        calls.put("subscriber", () -> dust.subscribe(null));
        calls.put("ref", () -> dust.file(null));
        calls.put("path", () -> store.get(null));
        calls.put("paths", () -> store.getMany(null));
        calls.put("pattern", () -> store.enumerate(null));
        calls.put("by", () -> store.increment("n", null));
        calls.put("source", () -> store.at("f").putFile((java.nio.file.Path) null, FileOptions.defaults()));
        calls.put("content", () -> store.at("f").putFile((byte[]) null, FileOptions.defaults()));
        calls.put("lease", () -> store.release(null));
        calls.put("ttl", () -> store.renew(LEASE, null));
        calls.put("work", () -> store.singleFlight("k", null));
        calls.put("callback", () -> store.on("**", null));
        calls.forEach(this::requireRefused);
    }

    @Test
    void nullAmongTheArguments_isRefused_whicheverFormIsCalled() {
        Map<String, ThrowingCallable> calls = Map.ofEntries(Map.entry("path 1", () -> store.put(null, 1)),
                Map.entry("path 2", () -> store.at((DustPath) null)), Map.entry("path 3", () -> store.at((String) null)),
                Map.entry("path 4", () -> store.getMany(Arrays.asList("a", null))),
                Map.entry("path 5", () -> store.acquire(null)), Map.entry("pattern", () -> store.matching(null)),
                Map.entry("path 6", () -> store.singleFlight(null, lease -> Flight.publish(1))),
                Map.entry("ttl", () -> LeaseOptions.defaults().ttl(null)),
                Map.entry("lease 1", () -> store.renew(null, Duration.ofSeconds(1))),
                Map.entry("lease 2", () -> WriteOptions.defaults().fence((HeldLease) null)),
                Map.entry("lease 3", () -> WriteOptions.defaults().fence((Lease) null)),
                Map.entry("options 14", () -> store.at("k").acquire(null)),
                Map.entry("options 15", () -> store.at("k").tryAcquire(null)),
                Map.entry("holder", () -> LeaseOptions.defaults().holder(null)),
                Map.entry("waitTimeout", () -> LeaseOptions.defaults().waitTimeout(null)),
                Map.entry("lockKey", () -> FlightOptions.defaults().lockKey(null)),
                Map.entry("callback 1", () -> store.onChange("**", null)),
                Map.entry("options 1", () -> store.at("k").put(1, null)),
                Map.entry("options 2", () -> store.at("k").delete(null)),
                Map.entry("options 3", () -> store.entries("**", null)), Map.entry("options 4", () -> store.keys("**", null)),
                Map.entry("options 5", () -> store.prefixes("**", null)),
                Map.entry("options 6", () -> store.range("a", "b", null)),
                Map.entry("options 7", () -> store.rangeKeys("a", "b", null)),
                Map.entry("options 8", () -> store.at("k").lease(null)),
                Map.entry("options 9", () -> store.at("k").singleFlight(lease -> Flight.publish(1), null)),
                Map.entry("options 10", () -> store.matching("**").on(event -> {
                }, null)), Map.entry("options 11", () -> store.matching("**").onChange(change -> {
                }, null)), Map.entry("options 12", () -> store.at("f").putFile(new byte[0], null)),
                Map.entry("options 13", () -> store.at("n").increment(1, null)),
                Map.entry("fields", () -> store.at("k").merge(null)),
                Map.entry("type 1", () -> store.list("**", (Class<?>) null)),
                Map.entry("type 2", () -> store.get("k").as((Class<?>) null)),
                Map.entry("other", () -> store.get("k").orElse(null)),
                Map.entry("order", () -> PageOptions.defaults().order(null)),
                Map.entry("mode", () -> SubscriptionOptions.defaults().mode(null)));
        calls.forEach((name, call) -> requireRefused(name.replaceAll(" \\d+$", ""), call));
        assertThat(store.pending()).isEmpty();
    }

    private void requireRefused(String name, ThrowingCallable call) {
        assertThatThrownBy(call).as(name).isInstanceOf(NullPointerException.class).hasMessage(name);
    }

    @Test
    void clientWithoutAPort_isRefused() {
        var cache = new NaiveCache();
        var codecs = new JacksonCodecs();
        var options = DustOptions.defaults();
        var server = new TestingServer(new dev.dust.testkit.time.VirtualTime(), new CallbackThreads());
        requireRefused("cache", () -> new Dust(null, server, codecs, options));
        requireRefused("transport", () -> new Dust(cache, null, codecs, options));
        requireRefused("codecs", () -> new Dust(cache, server, null, options));
        requireRefused("options", () -> new Dust(cache, server, codecs, null));
    }

    @Test
    void optionsThatMeanNothing_areRefusedByName() {
        Map<String, Consumer<DustOptions>> mistakes = Map.of("gapTimeout", b -> b.gapTimeout(Duration.ZERO),
                "freshnessCheck",
                b -> b.freshnessCheck(Duration.ofSeconds(-1)), "ackTimeout", b -> b.ackTimeout(null), "maxInFlight",
                b -> b.maxInFlight(0), "maxPending", b -> b.maxPending(-1), "maxPendingBytes", b -> b.maxPendingBytes(0),
                "deviceId",
                b -> b.deviceId(" "), "executor", b -> b.executor(null), "engineExecutor", b -> b.engineExecutor(null));
        mistakes.forEach((name, mistake) -> assertThatThrownBy(() -> mistake.accept(DustOptions.defaults())).as(name)
                .isInstanceOfAny(NullPointerException.class, InvalidRequestException.class).hasMessageContaining(name));
    }

    @Test
    void durationBeyondAllNumbers_isForEver() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        assertThatCode(() -> DustOptions.defaults().ackTimeout(longest).gapTimeout(longest).freshnessCheck(longest))
                .doesNotThrowAnyException();
    }
}
