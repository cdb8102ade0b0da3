package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.time.SystemTime;
import dev.dust.write.WriteBounds;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class DustOptionsTest {
    private static final Executor OTHER = task -> {
    };
    private static final Map<String, Object> OTHERS = Map.ofEntries(Map.entry("enabled", false),
            Map.entry("deviceId", "dev_a"), Map.entry("gapTimeout", Duration.ofSeconds(5)),
            Map.entry("freshnessCheck", Duration.ZERO), Map.entry("ackTimeout", Duration.ofSeconds(6)),
            Map.entry("maxInFlight", 1), Map.entry("maxPending", 2), Map.entry("maxPendingBytes", 3L),
            Map.entry("bounds", WriteBounds.DEFAULT.withRows(4)), Map.entry("waitOutRateLimits", false),
            Map.entry("sharedPorts", true), Map.entry("time", new SystemTime()), Map.entry("executor", OTHER),
            Map.entry("engineExecutor", OTHER), Map.entry("random", new Random(1)));

    @Test
    void eachOption_isReadAndChangedByOneName_andChangesACopyAlone() throws Exception {
        DustOptions defaults = DustOptions.defaults();
        var withers = Arrays.stream(DustOptions.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())
                        && method.getParameterCount() == 1 && method.getReturnType() == DustOptions.class)
                .toList();
        assertThat(withers).extracting(Method::getName).containsExactlyInAnyOrderElementsOf(OTHERS.keySet());
        for (Method wither : withers) {
            String name = wither.getName();
            Method accessor = DustOptions.class.getMethod(name);
            Object before = accessor.invoke(defaults);
            Object changed = wither.invoke(defaults, OTHERS.get(name));
            assertThat(accessor.invoke(changed)).as(name).isEqualTo(OTHERS.get(name));
            assertThat(accessor.invoke(defaults)).as(name).isEqualTo(before);
            assertThat(changed).as(name).isNotEqualTo(defaults).isEqualTo(wither.invoke(defaults, OTHERS.get(name)))
                    .hasSameHashCodeAs(wither.invoke(defaults, OTHERS.get(name)));
            assertThat(wither.invoke(changed, before)).as(name).isEqualTo(defaults);
        }
    }
}
