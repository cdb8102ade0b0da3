package dev.dust.cli.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Random;
import java.util.Set;

/** What goes wrong, one after the other, all from a seed. For one thread. */
final class FaultPlan {
    private static final int LEAST_PAUSE_MILLIS = 100;
    private static final int MOST_PAUSE_MILLIS = 1_200;
    private static final int LEAST_HOLD_MILLIS = 100;
    /** Longer than a client waits for an answer, and than it takes to notice that the server is gone. */
    private static final int MOST_HOLD_MILLIS = 6_000;

    private final Random random;
    private final Set<Fault> kinds;
    private final int clients;
    private final int servers;
    /** Each kind comes once before any comes again. */
    private final Deque<Fault> faults = new ArrayDeque<>();

    /**
     * One that goes wrong.
     *
     * @param fault  how
     * @param client for which client, counted from 0, if it is one of a client
     * @param server for which server, counted from 0, if it is one of a server
     * @param pause  how long after the one before has begun
     * @param hold   how long it lasts, if it is one that lasts
     */
    record Planned(Fault fault, int client, int server, Duration pause, Duration hold) {
    }

    FaultPlan(long seed, Set<Fault> kinds, int clients, int servers) {
        this.random = new Random(seed);
        this.kinds = kinds;
        this.clients = clients;
        this.servers = servers;
    }

    Planned next() {
        if (faults.isEmpty()) {
            var all = new ArrayList<>(kinds);
            Collections.shuffle(all, random);
            faults.addAll(all);
        }
        int hold = LEAST_HOLD_MILLIS + random.nextInt(MOST_HOLD_MILLIS - LEAST_HOLD_MILLIS);
        return new Planned(faults.remove(), random.nextInt(clients), random.nextInt(servers),
                Duration.ofMillis(LEAST_PAUSE_MILLIS + random.nextInt(MOST_PAUSE_MILLIS - LEAST_PAUSE_MILLIS)),
                // Short ones are the more frequent, too.
                Duration.ofMillis(random.nextBoolean() ? hold : hold / 6));
    }
}
