package dev.dust.benchmarks.comparison;

import com.sun.management.OperatingSystemMXBean;
import dev.dust.benchmarks.contender.ServerProcess;
import java.lang.management.ManagementFactory;

/** The time of processors that both sides have had up to a moment, in nanoseconds. */
record Cpu(long client, long server) {
    private static final double NANOS_PER_MICRO = 1e3;

    static Cpu now(ServerProcess server) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Cpu(system.getProcessCpuTime(), server.cpu().toNanos());
    }

    /** A figure, with what both sides had from this moment to another for each of {@code ops}. */
    Figure figure(double value, Cpu end, long ops, String note) {
        double micros = NANOS_PER_MICRO * ops;
        return new Figure(value, (end.client - client) / micros, (end.server - server) / micros, note.isEmpty() ? null : note);
    }
}
