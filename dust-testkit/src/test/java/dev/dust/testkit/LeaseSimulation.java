package dev.dust.testkit;

import dev.dust.DustStore;
import dev.dust.Flight;
import dev.dust.FlightOptions;
import dev.dust.FlightResult;
import dev.dust.HeldLease;
import dev.dust.LeaseOptions;
import dev.dust.error.DustException;
import dev.dust.error.LeaseLostException;
import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import dev.dust.value.LeaseValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Clients that hold leases, wait for them, write under them and share work by flights, while their processes are halted, their
 * connections cut, what is said is held up on its way, and their times of day jump. One thread, virtual time; a seed decides
 * all.
 */
final class LeaseSimulation implements AutoCloseable {
    private static final List<String> DEVICES = List.of("dev_a", "dev_b", "dev_c");
    private static final List<String> KEYS = List.of("locks/one", "locks/two");
    private static final String FLIGHT = "artifacts/feed";
    private static final Duration TTL = Duration.ofSeconds(10);
    /** Within which everybody has been answered once nothing goes wrong any more. */
    private static final Duration PEACE = Duration.ofMinutes(10);
    private static final Duration RECONNECTED = Duration.ofSeconds(31);
    private static final int MOST_WORKS = 3;

    private final FlightFleet fleet = new FlightFleet();
    private final Random random;
    private final Map<String, DustStore> stores = new HashMap<>();
    private final Map<String, Set<String>> troubles = new HashMap<>();
    private final List<HeldLease> handles = new ArrayList<>();
    private final Set<HeldLease> lost = new HashSet<>();
    private final List<CompletableFuture<?>> waiting = new ArrayList<>();
    private final Map<String, Integer> happened = new HashMap<>();
    private int works;
    private boolean peace;

    LeaseSimulation(long seed) {
        random = new Random(seed);
        DEVICES.forEach(device -> {
            stores.put(device, fleet.joined(device));
            troubles.put(device, new HashSet<>());
        });
    }

    /** How often what happened. */
    Map<String, Integer> happened() {
        return happened;
    }

    private void note(String what) {
        happened.merge(what, 1, Integer::sum);
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            pass(upTo(TTL));
        }
        peace = true;
        for (Duration waited = Duration.ZERO; !isAtRest(); waited = waited.plus(TTL)) {
            require(waited.compareTo(PEACE) < 0, "somebody waits for ever, or a lease is never given back");
            pass(TTL);
        }
        checkHistory();
        KEYS.forEach(this::checkFree);
    }

    private boolean isAtRest() {
        return troubles.values().stream().allMatch(Set::isEmpty) && waiting.stream().allMatch(CompletableFuture::isDone)
                && handles.stream().noneMatch(HeldLease::isHeld);
    }

    private void step() {
        String device = pick(DEVICES);
        switch (random.nextInt(12)) {
            case 0 -> trouble(device, "halted", fleet::halt, fleet::resume);
            case 1 -> trouble(device, "cut off", fleet::cutOff, fleet::reachable);
            case 2 -> trouble(device, "not told", fleet::hold, fleet::deliver);
            case 3 -> trouble(device, "not heard", fleet::stall, fleet::receive);
            case 4 -> fleet.shiftClock(device, upTo(Duration.ofMinutes(2)).minusMinutes(1));
            case 5, 6, 7 -> inProcess(device, () -> acquire(stores.get(device)));
            case 8 -> inProcess(device, () -> tryAcquire(stores.get(device)));
            case 9, 10 -> inProcess(device, () -> fly(device));
            default -> cancelSomebody();
        }
    }

    private void trouble(String device, String what, java.util.function.Consumer<String> begin,
            java.util.function.Consumer<String> end) {
        if (troubles.get(device).add(what)) {
            note(what);
            begin.accept(device);
            later(upTo(TTL.multipliedBy(2)), () -> {
                end.accept(device);
                troubles.get(device).remove(what);
            });
        }
    }

    /** Nothing is called in a process that is halted. */
    private void inProcess(String device, Runnable call) {
        if (!fleet.isHalted(device)) {
            call.run();
        } else if (!peace) {
            later(TTL.dividedBy(2), () -> inProcess(device, call));
        }
    }

    // --- What is called

    private void acquire(DustStore store) {
        Duration patience = random.nextInt(3) == 0 ? Durations.FOR_EVER : upTo(TTL.multipliedBy(6)).plusMillis(1);
        var options = LeaseOptions.defaults().ttl(TTL).waitTimeout(patience);
        CompletableFuture<HeldLease> answer = store.at(pick(KEYS)).acquire(options);
        waiting.add(answer);
        answer.thenAccept(lease -> hold(store, lease));
    }

    private void tryAcquire(DustStore store) {
        try {
            CompletableFuture<Optional<HeldLease>> answer = store.at(pick(KEYS)).tryAcquire(LeaseOptions.defaults().ttl(TTL));
            waiting.add(answer);
            answer.thenAccept(lease -> lease.ifPresent(held -> hold(store, held)));
        } catch (DustException away) {
            note("no answer");
        }
    }

    private void hold(DustStore store, HeldLease lease) {
        note("held");
        handles.add(lease);
        lease.onLost(why -> {
            note(why.toString());
            lost.add(lease);
        });
        String device = stores.entrySet().stream().filter(each -> each.getValue() == store).findFirst().orElseThrow().getKey();
        write(device, lease, 5);
        later(upTo(TTL.multipliedBy(4)), () -> closeInProcess(device, lease));
    }

    private void closeInProcess(String device, HeldLease lease) {
        if (fleet.isHalted(device)) {
            later(Duration.ofSeconds(1), () -> closeInProcess(device, lease));
        } else {
            lease.close();
        }
    }

    /** What was written bears the token under which it was. */
    private void write(String device, HeldLease lease, int more) {
        inProcess(device, () -> {
            try {
                lease.store().put("w/" + lease.key(), lease.token());
            } catch (LeaseLostException refused) {
                note("refused here");
            }
        });
        if (more > 0) {
            later(upTo(TTL), () -> write(device, lease, more - 1));
        }
    }

    private void fly(String device) {
        var options = FlightOptions.defaults().leaseTtl(TTL).fresh(kept -> random.nextInt(4) == 0)
                .onUnavailable(FlightOptions.OnUnavailable.ERROR);
        CompletableFuture<FlightResult> answer = stores.get(device).at(FLIGHT).singleFlight(lease -> {
            works++;
            try {
                if (works <= MOST_WORKS) {
                    pass(upTo(TTL.multipliedBy(2)));
                    while (fleet.isHalted(device)) {
                        pass(Duration.ofSeconds(1));
                    }
                }
            } finally {
                works--;
            }
            note("worked");
            return random.nextInt(8) == 0 ? Flight.abort("no") : Flight.publish(lease.token());
        }, options);
        waiting.add(answer);
    }

    private void cancelSomebody() {
        if (!waiting.isEmpty() && pick(waiting).cancel(true)) {
            note("cancelled");
        }
    }

    // --- What must be so

    private void pass(Duration by) {
        fleet.advance(by.dividedBy(2));
        check();
        fleet.advance(by.dividedBy(2));
        check();
    }

    private void check() {
        for (String key : KEYS) {
            long holders = handles.stream().filter(lease -> lease.key().key().equals(key) && lease.isHeld()).count();
            require(holders <= 1, holders + " hold " + key);
        }
        require(lost.stream().noneMatch(HeldLease::isHeld), "a lease is held again that was told as lost");
    }

    private void checkHistory() {
        Map<String, Long> last = new HashMap<>();
        Map<String, Long> tokens = new HashMap<>();
        Set<String> published = new HashSet<>();
        for (FlightFleet.Replaced op : fleet.history) {
            if (op.after() instanceof LeaseValue lease) {
                tokens.put(op.path(), lease.token());
            } else if (op.path().startsWith("w/") && op.after() != null) {
                note("written");
                long token = (Long) op.after().toPlain();
                require(token >= last.getOrDefault(op.path(), 0L), "a stale holder's write of " + op.path() + " has landed");
                require(tokens.getOrDefault(op.path().substring(2), 0L) == token, op + " was written under another lease");
                last.put(op.path(), token);
            } else if (op.path().equals(FLIGHT) && op.after() instanceof TextValue(String token)) {
                note("published");
                require(published.add(token), "two results were published under the token " + token);
            }
        }
    }

    /** Whoever comes next has the lease, once he is connected and the time of one is over whose answer was lost. */
    private void checkFree(String key) {
        Value row = fleet.value(key);
        CompletableFuture<HeldLease> next = stores.get(pick(DEVICES)).at(key).acquire(LeaseOptions.defaults().ttl(TTL)
                .waitTimeout(RECONNECTED.plus(TTL)));
        fleet.advance(RECONNECTED.plus(TTL));
        require(next.isDone() && !next.isCompletedExceptionally(), key + " is " + row + ", and cannot be had");
        next.join().close();
        fleet.settle();
    }

    private static void require(boolean holds, String else_) {
        if (!holds) {
            throw new AssertionError(else_);
        }
    }

    // --- Chance and time

    private void later(Duration delay, Runnable task) {
        fleet.time.schedule(TimerId.HEARTBEAT, delay, task);
    }

    private Duration upTo(Duration most) {
        return Duration.ofMillis(random.nextLong(1 + TimeUnit.NANOSECONDS.toMillis(most.toNanos())));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    @Override
    public void close() {
        fleet.close();
    }
}
