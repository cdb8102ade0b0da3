package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.cli.chaos.process.Await;
import dev.dust.subscribe.DustEvent;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.testkit.server.DustServer;
import dev.dust.testkit.server.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that is killed at any moment loses no write whose call had returned, and sends none twice
 * (docs/architecture.md#outbox).
 */
@Execution(ExecutionMode.CONCURRENT)
class KillTest {
    /** Of each process. */
    private static final int KILLS = Boolean.getBoolean("dust.test.thorough") ? 15 : 4;
    private static final int MOST_MILLIS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;
    private String place;
    private final long seed = ThreadLocalRandom.current().nextLong();
    private final Random random = new Random(seed);

    /** Of each life of the process, the client_op_ids of the writes whose calls had returned. */
    private final List<List<String>> returned = new ArrayList<>();
    private String deviceId;

    @ParameterizedTest(name = "process {0}")
    @ValueSource(strings = {"A, PostgreSQL", "B, PostgreSQL", "C, SQLite"})
    void writesWhoseCallsHadReturned_takeEffectOnce_inTheirOrder(String process) throws Exception {
        place = process.endsWith("SQLite") ? directory.resolve("cache.db").toString() : TestPostgres.newDatabase().url();
        System.out.println("process " + process + ": seed of the kills is " + seed);
        try (DustServer server = DustServer.start(); var history = new ServerHistory(server)) {
            for (int life = 0; life < KILLS; life++) {
                liveAndDie(server, life);
            }
            server.faults().heal();
            try (Dust last = Clients.durable(place, server.url())) {
                assertThat(last.connection().deviceId()).as("the id of those who died").isEqualTo(deviceId);
                DustStore store = last.store(Clients.STORE);
                Await.until(PATIENCE, "nothing is pending", () -> store.ready().isDone() && store.pending().isEmpty());
                checkEffects(history.events());
                checkRows(store, server);
            }
        }
    }

    private void liveAndDie(DustServer server, int life) throws InterruptedException {
        try (var process = new ChildProcess(place, server, "life" + life, random.nextLong())) {
            deviceId = deviceId == null ? process.deviceId() : deviceId;
            assertThat(process.deviceId()).as("the id of the one that died before").isEqualTo(deviceId);
            Faults faults = server.faults().of(deviceId);
            faults.heal();
            boolean cut = makeMischief(faults);
            process.tell("write -1");
            var written = new ArrayList<>(List.of(process.expect("wrote")));
            process.run(random.nextInt(MOST_MILLIS / 2));
            if (cut) {
                faults.dropConnections();
            }
            process.run(random.nextInt(MOST_MILLIS / 2));
            process.kill().forEach(line -> written.add(line.substring("wrote ".length())));
            returned.add(written);
        }
    }

    /** Returns whether the connection is to be cut. */
    private boolean makeMischief(Faults faults) {
        switch (random.nextInt(5)) {
            case 0 -> faults.refuseConnects(true);
            case 1 -> faults.swallowReplies(1 + random.nextInt(100));
            case 2 -> faults.delay(Duration.ofMillis(1 + random.nextInt(100)));
            case 3 -> faults.withholdBroadcasts(true);
            default -> {
                // A good server.
            }
        }
        return random.nextBoolean();
    }

    /** A write whose call had not returned may be there too: one of each life, its last. */
    private void checkEffects(List<DustEvent.Committed> history) {
        List<String> committed = history.stream().filter(event -> deviceId.equals(event.deviceId()))
                .map(DustEvent.Committed::opId)
                .toList();
        assertThat(committed).as("committed writes (seed %d)", seed).doesNotHaveDuplicates();
        var known = new HashSet<String>();
        returned.forEach(known::addAll);
        assertThat(committed.stream().filter(known::contains).toList()).as("writes that had returned (seed %d)", seed)
                .isEqualTo(returned.stream().flatMap(List::stream).toList());
        var expected = new ArrayList<>(committed);
        for (List<String> life : returned) {
            expected.subList(0, life.size()).clear();
            if (!expected.isEmpty() && !known.contains(expected.getFirst())) {
                expected.removeFirst();
            }
        }
        assertThat(expected).as("writes that had not returned, beyond the last of each life (seed %d)", seed).isEmpty();
    }

    private void checkRows(DustStore store, DustServer server) {
        assertThat(store.enumerate("**").stream().collect(Collectors.toMap(entry -> entry.path().key(), Entry::value)))
                .as("rows (seed %d)", seed).isEqualTo(server.store(Clients.STORE).rows().entrySet().stream()
                        .collect(Collectors.toMap(row -> row.getKey(), row -> row.getValue().value())));
    }
}
