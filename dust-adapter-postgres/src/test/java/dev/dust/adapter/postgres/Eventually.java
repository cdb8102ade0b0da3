package dev.dust.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what the database or another thread is about to come to. */
final class Eventually {
    private static final Duration PAUSE = Duration.ofMillis(5);
    /** Looks are counted, not time: a machine that stands still for a minute has not been looked at. */
    private static final int LOOKS = 12_000;

    private Eventually() {
    }

    /** Returns once {@code condition} holds, and fails with {@code what} if it does not for a minute at least. */
    static void eventually(String what, BooleanSupplier condition) {
        for (int looks = 0; !condition.getAsBoolean(); looks++) {
            assertThat(looks).as("looks at whether " + what).isLessThan(LOOKS);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
