package dev.dust.cli.chaos;

import dev.dust.cli.chaos.proxy.Direction;
import dev.dust.cli.chaos.proxy.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Lets go wrong what is planned, several things at a time, but one at a time for each process. */
final class FaultRunner {
    private static final Duration CALM = Duration.ofMillis(500);
    private static final Duration MOST_DELAY = Duration.ofMillis(400);
    private static final int REPEAT_ONE_OF = 4;

    private final Backend backend;
    private final List<ClientMember> clients;
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    private final List<Thread> running = new ArrayList<>();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    FaultRunner(Backend backend, List<ClientMember> clients) {
        this.backend = backend;
        this.clients = clients;
    }

    /** How often what has gone wrong. */
    Map<Fault, Integer> counts() {
        return counts;
    }

    /** Processes that did not do what they should. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /**
     * Begins one that is planned, as soon as all is calm if it needs that; else unless something else happens to the same
     * process.
     */
    void begin(FaultPlan.Planned planned) throws InterruptedException {
        running.removeIf(thread -> !thread.isAlive());
        List<Semaphore> needed = needed(planned);
        if (planned.fault().needsCalm()) {
            for (Semaphore each : needed) {
                each.acquire();
            }
        } else if (!needed.getFirst().tryAcquire()) {
            return;
        }
        counts.merge(planned.fault(), 1, Integer::sum);
        running.add(Thread.ofVirtual().name("chaos-" + planned.fault()).start(() -> {
            try {
                happen(planned, clients.get(planned.client()));
            } catch (InterruptedException | RuntimeException e) {
                failures.add(planned.fault() + ": " + e);
            } finally {
                needed.forEach(Semaphore::release);
            }
        }));
    }

    private List<Semaphore> needed(FaultPlan.Planned planned) {
        if (planned.fault().needsCalm()) {
            var all = new ArrayList<>(clients.stream().map(Member::faults).toList());
            backend.servers().forEach(server -> all.add(server.faults()));
            return all;
        }
        if (planned.fault().isOfDatabase()) {
            return List.of(backend.shared());
        }
        return List.of((planned.fault().isOfServer() ? server(planned) : clients.get(planned.client())).faults());
    }

    /** Waits until everything is over that has begun, and lets everybody go on. */
    void end() throws InterruptedException {
        for (Thread thread : running) {
            thread.join();
        }
        clients.forEach(client -> client.gate().heal());
    }

    private Member server(FaultPlan.Planned planned) {
        return backend.servers().get(planned.server());
    }

    private void happen(FaultPlan.Planned planned, ClientMember client) throws InterruptedException {
        Gate gate = client.gate();
        Duration hold = planned.hold();
        switch (planned.fault()) {
            case CUT -> gate.cut();
            case TORN_REQUEST -> gate.tear(Direction.UP);
            case TORN_RESPONSE -> gate.tear(Direction.DOWN);
            case STALL_UP -> during(hold, on -> gate.stall(Direction.UP, on));
            case STALL_DOWN -> during(hold, on -> gate.stall(Direction.DOWN, on));
            case DELAY -> during(hold, on -> gate.delay(on ? MOST_DELAY.dividedBy(1 + hold.toMillis() % 8) : Duration.ZERO));
            case REPEAT -> during(hold, on -> gate.repeat(on ? REPEAT_ONE_OF : 0));
            case LATE -> loseClient(gate, hold, true);
            case LOST_CLIENT -> loseClient(gate, hold, false);
            case LOST_SERVER -> gate.dropServers();
            case OFFLINE -> during(hold, gate::refuse);
            case KILL_CLIENT -> killed(client, hold);
            case HALT_CLIENT -> during(hold, client::halt);
            case KILL_SERVER -> killed(server(planned), hold.dividedBy(2));
            case HALT_SERVER -> during(hold, server(planned)::halt);
            case COMPACT -> {
                Thread.sleep(CALM);
                backend.compact();
            }
            case FORGET_ANSWERS -> {
                gate.stall(Direction.DOWN, true);
                Thread.sleep(CALM);
                backend.compact();
                gate.cut();
                gate.stall(Direction.DOWN, false);
            }
            case KILL_DATABASE, STOP_DATABASE, HALT_DATABASE, END_SESSIONS, CUT_LISTEN ->
                backend.happen(planned.fault(), hold);
        }
    }

    /** Something that can be begun and ended. */
    private interface Switch {
        void turn(boolean on) throws InterruptedException;
    }

    private static void during(Duration hold, Switch fault) throws InterruptedException {
        fault.turn(true);
        try {
            Thread.sleep(hold);
        } finally {
            fault.turn(false);
        }
    }

    private static void loseClient(Gate gate, Duration hold, boolean late) throws InterruptedException {
        gate.hold();
        Thread.sleep(hold.dividedBy(6));
        Gate.Severed severed = gate.dropClients();
        Thread.sleep(hold);
        if (late) {
            severed.deliver();
        } else {
            severed.discard();
        }
    }

    private static void killed(Member member, Duration hold) throws InterruptedException {
        member.kill();
        Thread.sleep(hold);
        member.start();
    }
}
