package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Client;
import java.util.List;

/** All rows. */
final class Works {
    private static final int KEYS = 1_000;
    private static final int MANY = 100;
    private static final int FEW = 4;

    private Works() {
    }

    static List<Row> all() {
        // The first is also what all are warmed up by: it does most in a second.
        return List.of(new AckedPuts("acked put, 100 in flight, one thread", MANY, KEYS),
                new AckedPuts("acked put, 1 in flight", 1, KEYS),
                new AckedPuts("one hot key, 100 in flight", MANY, 1),
                new ChangeLatency(),
                new FanOut("events to 10 clients", 10, 1, MANY),
                new FanOut("events to 1,000 listeners of 10 clients", 10, MANY, 10),
                new Contended("counter, 4 clients", FEW, Client::increment),
                new Contended("compare-and-set of one key, 4 clients", FEW, Client::swap),
                new Locks(), new HandOver(),
                new LocalReads(1), new LocalReads(FEW),
                new FirstPut(false), new FirstPut(true),
                new Outage());
    }
}
