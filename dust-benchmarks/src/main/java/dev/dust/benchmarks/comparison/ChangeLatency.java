package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Client;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** From a put by one client until another has heard of it; one at a time. */
record ChangeLatency() implements Row {
    private static final long PATIENCE_SECONDS = 30;

    @Override
    public String work() {
        return "change latency, p50";
    }

    @Override
    public Measure measure() {
        return Measure.MICROS;
    }

    @Override
    public Session open(Bench bench) throws Exception {
        Client writer = bench.client("latency");
        var heard = new LinkedBlockingQueue<Long>();
        bench.opened(bench.client("latency").listen("folder",
                sent -> heard.add(System.nanoTime() - Long.parseLong(sent))));
        Times.Taking taking = () -> {
            writer.putHeard(Puts.key(0), Long.toString(System.nanoTime()));
            Long nanos = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (nanos == null) {
                throw new TimeoutException("nothing was heard for " + PATIENCE_SECONDS + " s");
            }
            return nanos;
        };
        Rate.warmUp(bench.pace(), end -> Work.Done.now(Times.until(end, taking).count()));
        return () -> {
            Cpu before = Cpu.now(bench.server());
            Times.Taken taken = Times.until(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(bench.pace().millis), taking);
            return before.figure(1e-3 * taken.nanos(), Cpu.now(bench.server()), taken.count(), "");
        };
    }
}
