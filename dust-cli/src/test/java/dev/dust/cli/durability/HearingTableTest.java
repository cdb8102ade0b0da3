package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.postgres.PostgresOptions;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.cache.Cache;
import dev.dust.cli.chaos.process.Await;
import dev.dust.reading.TypeRef;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.testkit.server.DustServer;
import dev.dust.time.SystemTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of docs/hearing.md: what each op tells in each of the three ways, whoever did it, and whoever stored it. */
@Execution(ExecutionMode.CONCURRENT)
class HearingTableTest {
    private static final String STORE = Clients.STORE;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> ops = new CopyOnWriteArrayList<>();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final List<String> objects = new CopyOnWriteArrayList<>();

    /** A row of the table, for posts {@code a} and {@code b} with the titles A and B. */
    enum Row {
        PUT_OF_A_RECORD((store, server) -> put(store, server, "posts/a", post("A2")), List.of("set posts/a"),
                List.of("posts/a/title A -> A2"),
                List.of("posts/a A2")), PUT_OF_A_FIELD((store, server) -> put(store, server, "posts/a/title", "A2"), List.of(),
                        List.of("posts/a/title A -> A2"), List.of("posts/a A2")), MERGE_ABOVE(Row::mergeAbove, List.of(),
                                List.of("posts/a/title A -> A2"), List.of("posts/a A2")), DELETE_AT(
                                        (store, server) -> delete(store, server, "posts/a"), List.of("delete posts/a"),
                                        List.of("posts/a/title A -> null"), List.of("posts/a null")), DELETE_ABOVE(
                                                (store, server) -> delete(store, server, "posts"), List.of(),
                                                List.of("posts/a/title A -> null", "posts/b/title B -> null"),
                                                List.of("posts/a null", "posts/b null"));

        private final BiConsumer<@Nullable DustStore, DustServer> act;
        private final List<String> ops;
        private final List<String> changes;
        private final List<String> objects;

        Row(BiConsumer<@Nullable DustStore, DustServer> act, List<String> ops, List<String> changes, List<String> objects) {
            this.act = act;
            this.ops = ops;
            this.changes = changes;
            this.objects = objects;
        }

        private static void put(@Nullable DustStore store, DustServer server, String path, Object value) {
            if (store == null) {
                server.store(STORE).set(path, value);
            } else {
                store.put(path, value);
            }
        }

        private static void delete(@Nullable DustStore store, DustServer server, String path) {
            if (store == null) {
                server.store(STORE).delete(path);
            } else {
                store.delete(path);
            }
        }

        private static void mergeAbove(@Nullable DustStore store, DustServer server) {
            Map<String, Object> fields = Map.of("a", post("A2"), "b", post("B"));
            if (store == null) {
                server.store(STORE).write("merge", "posts", fields);
            } else {
                store.merge("posts", fields);
            }
        }
    }

    private static Map<String, Object> post(String title) {
        return Map.of("title", title, "views", 1);
    }

    private static Dust client(Cache cache, DustServer server, SystemTime time, String deviceId) {
        var transport = new WebSocketTransport(server.url(), Token.of("dust_tok_test"), Clients.CODECS, time,
                WebSocketOptions.defaults());
        return new Dust(cache, transport, Clients.CODECS, DustOptions.defaults().time(time).deviceId(deviceId));
    }

    private void hear(DustStore store) {
        store.matching("posts/*").on(event -> ops.add(switch (event) {
            case DustEvent.Committed committed -> committed.op().wire() + " " + committed.path();
            case DustEvent.Local local -> local.op().wire() + " " + local.path() + ", own";
            case DustEvent.Refused refused -> "refused " + refused.path();
            default -> event.toString();
        }), SubscriptionOptions.defaults().onSnapshot(seq -> ops.add("snapshot")));
        store.onChange("posts/*/title", change -> changes
                .add(change.path() + " " + change.before().as(String.class) + " -> " + change.after().as(String.class)));
        store.watch("posts/*", new TypeRef<Map<String, Object>>() {
        }, post -> objects
                .add(post.path() + " " + (post.value() == null ? null : post.value().get("title"))));
        until("the watch has begun", () -> objects.size() == 2);
        assertThat(objects).containsExactly("posts/a A", "posts/b B");
        objects.clear();
        changes.clear();
    }

    private void until(String what, BooleanSupplier holds) {
        try {
            Await.until(PATIENCE, what, holds);
        } catch (IllegalStateException late) {
            throw new AssertionError(late.getMessage() + "; heard were ops " + ops + ", changes " + changes + ", objects "
                    + objects, late);
        }
    }

    /** Whatever comes before the last write of all has been heard when that is. */
    private void assertHeard(DustServer server, List<String> expectedOps, List<String> expectedChanges,
            List<String> expectedObjects) {
        until("the op is told", () -> ops.size() >= expectedOps.size() && changes.size() >= expectedChanges.size()
                && objects.size() >= expectedObjects.size());
        server.store(STORE).set("posts/last", post("L"));
        until("the last op is told", () -> ops.contains("set posts/last") && objects.contains("posts/last L")
                && changes.contains("posts/last/title null -> L"));
        assertThat(without(ops, "set posts/last")).as("on").isEqualTo(expectedOps);
        assertThat(without(changes, "posts/last/title null -> L")).as("onChange").isEqualTo(expectedChanges);
        assertThat(without(objects, "posts/last L")).as("watch").isEqualTo(expectedObjects);
        ops.clear();
        changes.clear();
        objects.clear();
    }

    private static List<String> without(List<String> heard, String last) {
        return heard.stream().filter(each -> !each.equals(last)).toList();
    }

    private static void seed(DustServer server, DustStore... stores) {
        server.store(STORE).set("posts/a", post("A"));
        long seq = server.store(STORE).set("posts/b", post("B"));
        for (DustStore store : stores) {
            store.await(seq).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }
    }

    /**
     * All rows, by everybody who can do them.
     *
     * @param stores the one that hears; and others on the same cache
     */
    private void assertTable(Row row, DustServer server, DustStore... stores) {
        var writers = new ArrayList<@Nullable DustStore>(List.of(stores));
        writers.add(null);
        for (DustStore writer : writers) {
            seed(server, stores);
            settle(server);
            row.act.accept(writer, server);
            // What the server gets to hear later, it would put on top of what comes next.
            assertThat(writer == null || writer.flush(PATIENCE)).isTrue();
            String whose = writer == stores[0] ? ", own" : "";
            assertHeard(server, row.ops.stream().map(op -> op + whose).toList(), row.changes, row.objects);
            server.store(STORE).delete("posts/last");
        }
    }

    private void settle(DustServer server) {
        server.store(STORE).set("posts/seeded", post("S"));
        until("what was seeded is told", () -> changes.contains("posts/seeded/title null -> S")
                && objects.contains("posts/seeded S") && ops.contains("set posts/seeded"));
        server.store(STORE).delete("posts/seeded");
        until("what was seeded is gone", () -> changes.contains("posts/seeded/title S -> null")
                && objects.contains("posts/seeded null") && ops.contains("delete posts/seeded"));
        ops.clear();
        changes.clear();
        objects.clear();
    }

    private void assertRefusalAndSnapshot(DustServer server, DustStore... stores) {
        seed(server, stores);
        settle(server);
        server.faults().of("dev_one").refuseNextWrite("conflict", Map.of());
        stores[0].put("posts/a", post("X"));
        until("the refusal is told", () -> ops.contains("refused posts/a") && changes.size() == 2);
        assertThat(ops).containsExactly("set posts/a, own", "refused posts/a");
        assertThat(changes).containsExactly("posts/a/title A -> X", "posts/a/title X -> A");
        settle(server);

        server.faults().refuseConnects(true);
        server.faults().dropConnections();
        server.store(STORE).set("posts/a", post("A2"));
        server.store(STORE).compact();
        server.faults().heal();
        assertHeard(server, List.of("snapshot"), List.of("posts/a/title A -> A2"), List.of("posts/a A2"));
    }

    /** Told in between is only the newest: an object may have been as it is before anybody was told that it was not. */
    private void assertRefusedObject(DustServer server, DustStore... stores) {
        seed(server, stores);
        settle(server);
        server.faults().of("dev_one").refuseNextWrite("conflict", Map.of());
        server.faults().delay(Duration.ofMillis(300));
        stores[0].put("posts/a", post("X"));
        until("the object is told, and told again", () -> objects.size() == 2);
        assertThat(objects).containsExactly("posts/a X", "posts/a A");
        server.faults().heal();
    }

    @ParameterizedTest
    @EnumSource
    void oneProcess_hearsTheTable(Row row) {
        inOneProcess((server, store) -> assertTable(row, server, store));
    }

    @Test
    void oneProcess_hearsRefusals_andSnapshots() {
        inOneProcess((server, store) -> {
            assertRefusalAndSnapshot(server, store);
            assertRefusedObject(server, store);
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("postgres")
    void twoProcessesOnOneDatabase_hearTheTable(Row row) {
        inTwoProcesses((server, stores) -> assertTable(row, server, stores));
    }

    @Test
    @Tag("postgres")
    void twoProcessesOnOneDatabase_hearRefusals_andSnapshots() {
        inTwoProcesses((server, stores) -> {
            assertRefusalAndSnapshot(server, stores);
            assertRefusedObject(server, stores);
        });
    }

    private void inOneProcess(BiConsumer<DustServer, DustStore> test) {
        try (var server = DustServer.start();
                var time = new SystemTime();
                Dust dust = client(new MemoryCache(), server, time, "dev_one")) {
            DustStore store = dust.store(STORE);
            seed(server, store);
            hear(store);
            test.accept(server, store);
        }
    }

    private void inTwoProcesses(BiConsumer<DustServer, DustStore[]> test) {
        String url = TestPostgres.newDatabase().url();
        try (var server = DustServer.start();
                var time = new SystemTime();
                Dust one = client(Clients.cache(url, PostgresOptions.defaults()), server, time, "dev_one");
                Dust other = client(Clients.cache(url, PostgresOptions.defaults()), server, time, "dev_other")) {
            DustStore store = one.store(STORE);
            DustStore second = other.store(STORE);
            seed(server, store, second);
            hear(store);
            test.accept(server, new DustStore[]{store, second});
        }
    }
}
