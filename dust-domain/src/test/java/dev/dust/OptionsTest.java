package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.Order;
import dev.dust.error.InvalidRequestException;
import dev.dust.fuzz.FailingMetrics;
import dev.dust.fuzz.OptionsForm;
import dev.dust.lease.Lease;
import dev.dust.metrics.Metrics;
import dev.dust.path.DustPath;
import dev.dust.reading.Reading;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.Overflow;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.time.SystemTime;
import dev.dust.write.WriteBounds;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Options have one form: what is read by a name is changed by it, and a change is a copy's alone. */
class OptionsTest {
    private static final Executor EXECUTOR = task -> {
    };
    private static final LongConsumer LISTENER = number -> {
    };
    private static final Metrics METRICS = new FailingMetrics();
    private static final Runnable TOLD = () -> {
    };
    private static final Predicate<Reading> FRESH = reading -> true;
    private static final Consumer<Throwable> ON_ERROR = error -> {
    };
    private static final Lease LEASE = new Lease(DustPath.of("locks", "a"), 3, null, 0);

    /**
     * Options, and for each of them another value than the default.
     *
     * @param flags names of those that are switched on, and by what they are read
     */
    record Kind(Object defaults, Map<String, Object> others, Map<String, String> flags) {
        @Override
        public String toString() {
            return defaults.getClass().getSimpleName();
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind(DustOptions.defaults(), Map.ofEntries(Map.entry("enabled", false), Map.entry("deviceId", "dev_a"),
                        Map.entry("gapTimeout", Duration.ofSeconds(5)), Map.entry("freshnessCheck", Duration.ZERO),
                        Map.entry("ackTimeout", Duration.ofSeconds(6)), Map.entry("maxInFlight", 1), Map.entry("maxPending", 2),
                        Map.entry("metrics", METRICS), Map.entry("maxPendingBytes", 3L),
                        Map.entry("bounds", WriteBounds.defaults().rows(4)),
                        Map.entry("waitOutRateLimits", false), Map.entry("sharedPorts", true),
                        Map.entry("time", new SystemTime()), Map.entry("executor", EXECUTOR),
                        Map.entry("engineExecutor", EXECUTOR), Map.entry("random", new Random(1))), Map.of()),
                new Kind(SubscriptionOptions.defaults(),
                        Map.of("mode", other(Mode.values(), SubscriptionOptions.defaults().mode()), "limit", 7L, "order",
                                Order.DESCENDING, "maxQueue", 9, "overflow", Overflow.END, "onResync", TOLD, "onSnapshot",
                                LISTENER, "onError", ON_ERROR, "closeWith", new CompletableFuture<>()),
                        Map.of("liveOnly", "isLiveOnly", "withCurrent", "includesCurrent")),
                new Kind(LeaseOptions.defaults(),
                        Map.of("ttl", Duration.ofSeconds(7), "holder", "me", "waitTimeout", Duration.ofSeconds(8)), Map.of()),
                new Kind(FlightOptions.defaults(),
                        Map.of("fresh", FRESH, "leaseTtl", Duration.ofSeconds(7), "waitTimeout", Duration.ofSeconds(8),
                                "onUnavailable",
                                other(FlightOptions.OnUnavailable.values(), FlightOptions.defaults().onUnavailable()),
                                "lockKey", "locks/a"),
                        Map.of()),
                new Kind(FileOptions.defaults(),
                        Map.of("filename", "a.txt", "contentType", "text/plain", "maxBytes", 5L, "onProgress", LISTENER),
                        Map.of()),
                new Kind(DownloadOptions.defaults(), Map.of("maxBytes", 5L, "attempts", 1, "onProgress", LISTENER), Map.of()),
                new Kind(PageOptions.defaults(), Map.of("limit", 7, "order", Order.DESCENDING, "after", "a"), Map.of()),
                new Kind(UpdateOptions.defaults(),
                        Map.of("timeout", Duration.ofSeconds(7), "attempts", 2, "onNull", UpdateOptions.OnNull.DELETE,
                                "offline",
                                UpdateOptions.Offline.FAIL, "fence", LEASE),
                        Map.of()),
                new Kind(WriteOptions.defaults(), Map.of("ifMatch", 7L, "fence", LEASE), Map.of("ifAbsent", "isIfAbsent")),
                new Kind(WriteBounds.defaults(),
                        Map.of("frameBytes", 1, "pathBytes", 2, "rows", 3, "spreadBytes", 4L, "depth", 5,
                                "filenameLength", 6),
                        Map.of()));
    }

    private static <T> T other(T[] values, T than) {
        return Arrays.stream(values).filter(value -> !value.equals(than)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void optionsHaveOneForm(Kind kind) {
        OptionsForm.require(kind.defaults(), kind.others(), kind.flags());
    }

    /** What may be null goes back to the default by it. */
    @Test
    void clientsOptions_goBackToTheirDefaults() throws Exception {
        Kind kind = kinds().findFirst().orElseThrow();
        for (String name : kind.others().keySet()) {
            Method wither = Arrays.stream(DustOptions.class.getMethods())
                    .filter(method -> method.getName().equals(name) && method.getParameterCount() == 1).findFirst()
                    .orElseThrow();
            Object before = DustOptions.class.getMethod(name).invoke(kind.defaults());
            Object changed = wither.invoke(kind.defaults(), kind.others().get(name));
            assertThat(wither.invoke(changed, before)).as(name).isEqualTo(kind.defaults());
        }
    }

    @Test
    void optionThatMakesNoSense_isRefusedAtOnce() {
        for (ThrowingCallable wrong : List.<ThrowingCallable>of(() -> DustOptions.defaults().maxInFlight(0),
                () -> DustOptions.defaults().deviceId("with blanks"), () -> SubscriptionOptions.defaults().maxQueue(0),
                () -> SubscriptionOptions.defaults().limit(0), () -> LeaseOptions.defaults().ttl(Duration.ZERO),
                () -> LeaseOptions.defaults().waitTimeout(Duration.ZERO), () -> FlightOptions.defaults().lockKey("a//b"),
                () -> FlightOptions.defaults().leaseTtl(Duration.ZERO), () -> FileOptions.defaults().maxBytes(-1),
                () -> DownloadOptions.defaults().maxBytes(-1), () -> DownloadOptions.defaults().attempts(0),
                () -> PageOptions.defaults().limit(0), () -> UpdateOptions.defaults().timeout(Duration.ZERO),
                () -> UpdateOptions.defaults().attempts(0), () -> WriteBounds.defaults().rows(0),
                () -> WriteOptions.defaults().ifMatch(0), () -> WriteOptions.defaults().ifMatch(1).ifAbsent(),
                () -> WriteOptions.defaults().ifAbsent().ifMatch(1))) {
            assertThatThrownBy(wrong).isInstanceOf(InvalidRequestException.class);
        }
    }
}
