package dev.dust.benchmarks.server;

import dev.dust.benchmarks.socket.Times;
import java.util.List;

/** How long something takes that is done again and again, one time after the other. */
final class Micros {
    private Micros() {
    }

    /** Something that takes a while. */
    interface Turn {
        /** Does it for the {@code number}-th time. */
        void take(int number) throws Exception;
    }

    /** The median, in microseconds. Arguments: how often as a warm-up, how often. */
    static double median(List<String> arguments, Turn turn) throws Exception {
        int warmUp = Integer.parseInt(arguments.get(0));
        for (int i = 0; i < warmUp; i++) {
            turn.take(i);
        }
        int[] number = {warmUp};
        return 1e6 * Times.median(Integer.parseInt(arguments.get(1)), () -> {
            long began = System.nanoTime();
            turn.take(number[0]++);
            return Times.secondsSince(began);
        });
    }
}
