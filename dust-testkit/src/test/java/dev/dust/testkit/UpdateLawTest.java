package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.DustStore;
import dev.dust.UpdateOptions;
import dev.dust.WriteOptions;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each update that succeeds read what it replaced, whoever else writes, and whatever the connection does. */
class UpdateLawTest {
    private static final List<String> CLIENTS = List.of("dev_a", "dev_b");

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everySuccessfulUpdate_readWhatItReplaced(long seed) {
        var random = new Random(seed);
        try (var fleet = new FlightFleet()) {
            List<DustStore> stores = CLIENTS.stream().map(fleet::joined).toList();
            var updates = new LinkedHashMap<String, CompletableFuture<String>>();
            for (int i = 0; i < 60; i++) {
                int client = random.nextInt(stores.size());
                DustStore store = stores.get(client);
                String path = random.nextBoolean() ? "x/text" : "text";
                String mark = ",u" + i;
                switch (random.nextInt(12)) {
                    case 0, 1, 2, 3 -> updates.put(mark, store.at(path).update(String.class,
                            text -> Objects.requireNonNullElse(text, "") + mark,
                            UpdateOptions.defaults().timeout(Duration.ofHours(1))));
                    case 4 -> updates.put(mark, store.at(path).update(String.class,
                            text -> Objects.requireNonNullElse(text, "") + mark,
                            UpdateOptions.defaults().timeout(Duration.ofMillis(1 + random.nextInt(5_000)))));
                    case 5 -> store.put(path, "p" + i);
                    case 6 -> store.at(path).put("late" + i, WriteOptions.defaults().ifMatch(1 + random.nextInt(50)));
                    case 7 -> store.put("x", Map.of("text", "m" + i));
                    case 8 -> store.delete(random.nextBoolean() ? "x" : path);
                    case 9 -> fleet.othersPut(path, "o" + i);
                    case 10 -> fleet.cutOff(CLIENTS.get(client));
                    default -> fleet.connect(CLIENTS.get(client));
                }
                if (random.nextInt(3) == 0) {
                    fleet.settle();
                } else if (random.nextInt(6) == 0) {
                    fleet.advance(Duration.ofMillis(random.nextInt(3_000)));
                }
            }
            CLIENTS.forEach(fleet::connect);
            fleet.advance(Duration.ofMinutes(5));

            updates.forEach((mark, update) -> check(fleet, mark, update, seed));
        }
    }

    private static void check(FlightFleet fleet, String mark, CompletableFuture<String> update, long seed) {
        List<FlightFleet.Replaced> ops = fleet.history.stream().filter(op -> text(op.after()).endsWith(mark)).toList();
        assertThat(update).as("seed %s, %s", seed, mark).isDone();
        assertThat(ops).as("seed %s, %s: the ops that it became", seed, mark).hasSizeLessThanOrEqualTo(1)
                .allSatisfy(op -> assertThat(text(op.after())).isEqualTo(text(op.before()) + mark));
        if (update.state() == CompletableFuture.State.SUCCESS) {
            assertThat(ops).as("seed %s, %s", seed, mark).singleElement()
                    .satisfies(op -> assertThat(text(op.after())).isEqualTo(update.resultNow()));
        }
    }

    private static String text(Value value) {
        return value instanceof TextValue(String text) ? text : "";
    }

    /** What the obvious loop makes of it is anything up to 108. */
    @Test
    void fourThreadsOfTenIncrementsEach_makeForty() throws InterruptedException {
        try (var testing = DustTesting.create()) {
            DustStore store = testing.dust().store("org/store");
            var failures = new ArrayList<Throwable>();
            List<Thread> threads = IntStream.range(0, 4).mapToObj(t -> Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 10; i++) {
                    try {
                        store.update("n", Long.class, n -> n == null ? 1 : n + 1).join();
                    } catch (Throwable e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                }
            })).toList();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            assertThat(store.get("n").value()).isEqualTo(Value.of(40));
        }
    }
}
