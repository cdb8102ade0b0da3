package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.PathRef;
import dev.dust.Write;
import dev.dust.subscribe.DustEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dust bench}. */
@Command(name = "bench",
        description = "Measure a server for a minute, and say in words how fast it is: how long one write takes, how"
                + " many are answered in a second, and how soon another client hears of one. Writes below bench/ in the store, and removes"
                + " that again, also when it is stopped; use a store of its own. A server that limits the rate of writes is measured by its limit.")
final class BenchCommand extends StoreCommand {
    private static final int IN_FLIGHT = 64;
    private static final int PARTS = 3;
    private static final double MILLIS = 1e6;

    @Option(names = "--duration", paramLabel = "DURATION", converter = DurationConverter.class, defaultValue = "1m",
            description = "How long to measure, " + DurationConverter.FORM + " (default: ${DEFAULT-VALUE}).")
    private Duration duration;

    @Override
    void check() {
        if (duration.isZero()) {
            throw mistake("--duration is more than 0");
        }
    }

    @Override
    OutboxUse outboxUse() {
        return OutboxUse.LASTS;
    }

    @Override
    int run(Session session) throws InterruptedException {
        session.requireServer();
        PathRef below = session.store().at("bench").child(session.deviceId());
        var measuring = Thread.currentThread();
        var isClean = new CountDownLatch(1);
        return StopSignal.cutsShort(() -> measure(session, below, isClean), () -> {
            measuring.interrupt();
            await(isClean, session.timeout());
        });
    }

    private int measure(Session session, PathRef below, CountDownLatch isClean) throws InterruptedException {
        Duration part = duration.dividedBy(PARTS);
        try {
            oneByOne(below, part);
            many(below, part);
            heard(session.store(), below, part);
        } finally {
            try {
                Session.answer(below.delete().committed());
            } finally {
                isClean.countDown();
            }
        }
        return ExitCode.DONE;
    }

    private static void await(CountDownLatch latch, Duration atMost) {
        try {
            latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void oneByOne(PathRef below, Duration part) throws InterruptedException {
        say("one write at a time, for " + part.toSeconds() + " s ...");
        var took = new ArrayList<Long>();
        long end = System.nanoTime() + part.toNanos();
        while (took.isEmpty() || System.nanoTime() < end) {
            long begin = System.nanoTime();
            Session.answer(below.child("one").put(took.size()).committed());
            took.add(System.nanoTime() - begin);
        }
        tell("One write at a time: %s.".formatted(spread(took, "was answered")));
    }

    private void many(PathRef below, Duration part) throws InterruptedException {
        say(IN_FLIGHT + " writes at a time, for " + part.toSeconds() + " s ...");
        Queue<Write> unanswered = new ArrayDeque<>();
        long begin = System.nanoTime();
        long end = begin + part.toNanos();
        long answered = 0;
        for (long count = 0; answered == 0 || System.nanoTime() < end; count++) {
            unanswered.add(below.child("many").child(Long.toString(count % IN_FLIGHT)).put(count));
            if (unanswered.size() >= IN_FLIGHT) {
                Session.answer(unanswered.remove().committed());
                answered++;
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        for (Write write : unanswered) {
            Session.answer(write.committed());
        }
        tell("%d writes at a time: %,.0f writes a second.".formatted(IN_FLIGHT, answered / seconds));
    }

    private void heard(DustStore store, PathRef below, Duration part) throws InterruptedException {
        say("another client listens, for " + part.toSeconds() + " s ...");
        var took = new ArrayList<Long>();
        try (Session other = another(store.name())) {
            BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();
            other.store().matching(below.child("heard").path().key()).on(event -> {
                if (event instanceof DustEvent.Committed) {
                    arrivals.add(System.nanoTime());
                }
            });
            long end = System.nanoTime() + part.toNanos();
            while (took.isEmpty() || System.nanoTime() < end) {
                long begin = System.nanoTime();
                Write write = below.child("heard").put(took.size());
                Long arrived = arrivals.poll(other.timeout().toNanos(), TimeUnit.NANOSECONDS);
                if (arrived == null) {
                    throw new Failure(ExitCode.UNREACHABLE, "another client did not hear of a write in time");
                }
                took.add(arrived - begin);
                Session.answer(write.committed());
            }
        }
        tell("Another client on this machine: %s.".formatted(spread(took, "heard of a write")));
    }

    private void tell(String line) {
        out().print(line + '\n');
        if (out().checkError()) {
            throw new OutputLost();
        }
    }

    private static String spread(List<Long> nanos, String what) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return "half %s within %.1f ms, 99 of 100 within %.1f ms, the slowest of %,d within %.1f ms".formatted(what,
                at(sorted, 0.5) / MILLIS, at(sorted, 0.99) / MILLIS, sorted.size(), sorted.getLast() / MILLIS);
    }

    private static long at(List<Long> sorted, double part) {
        return sorted.get((int) Math.min(sorted.size() - 1L, (long) (sorted.size() * part)));
    }
}
