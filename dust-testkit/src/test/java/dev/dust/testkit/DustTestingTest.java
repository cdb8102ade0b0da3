package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.FileOptions;
import dev.dust.Flight;
import dev.dust.FlightResult;
import dev.dust.LeaseOptions;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.error.RefusedException;
import dev.dust.lease.Lease;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.value.Value;
import dev.dust.write.OpName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Everything that a call causes is there when it returns; nothing here waits for anything. */
class DustTestingTest {
    private static final String STORE = "james/blog";

    private final DustTesting testing = DustTesting.create();
    private final Dust dust = testing.dust();

    /** Lists that callbacks write and tests read: a test that reads too early fails. */
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        testing.close();
    }

    private DustStore store() {
        return dust.store(STORE);
    }

    private void listen(DustStore store, String pattern) {
        store.on(pattern, event -> heard.add(text(event)));
    }

    @Test
    void seededValues_areThere_withTheirRevisions() {
        testing.seed(STORE, "posts/hello", Map.of("title", "Hello", "views", 3));
        testing.seed(STORE, Map.of("drafts/one", List.of(1, 1.0)));

        assertThat(store().get("posts/hello/title").value()).isEqualTo(Value.of("Hello"));
        assertThat(store().get("drafts/one").value()).isEqualTo(Value.from(List.of(1, 1.0)));
        Entry title = store().entry("posts/hello/title").orElseThrow();
        assertThat(store().at("posts/hello/title").put("Hi", WriteOptions.defaults().ifMatch(title)).stage())
                .isEqualTo(Write.Stage.ACCEPTED);
    }

    @Test
    @Tag("slow")
    void manySeededValues_areThere_beforeAndAfterTheStoreIsOpen() {
        Map<String, Integer> values = IntStream.range(0, 6_000).boxed().collect(Collectors.toMap(i -> "k/" + i, i -> i));
        testing.seed(STORE, values);
        testing.seed(STORE, "k/6000", 6_000);

        assertThat(store().enumerate("k/*")).hasSize(6_001);
        assertThat(store().status().connection()).isEqualTo(ConnectionStatus.CONNECTED);
    }

    @Test
    void whatNoServerAccepts_cannotBeSeeded() {
        assertThatThrownBy(() -> testing.seed(STORE, "a//b", 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty_segment");
    }

    @Test
    void seededValues_areHeardOf_bySubscriptionsThatAreThere() {
        listen(store(), "posts/**");

        testing.seed(STORE, "posts/hello/title", "Hello");

        assertThat(heard).containsExactly("set posts/hello/title Hello");
    }

    @Test
    void emittedEvents_areHeardInOrder_whenTheCallReturns() {
        listen(store(), "posts/*");
        var expected = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            testing.emit(STORE, DustTesting.buildEvent(OpName.SET, "posts/hello", i));
            expected.add("set posts/hello " + i);
            assertThat(heard).isEqualTo(expected);
            assertThat(store().get("posts/hello").value()).isEqualTo(Value.of(i));
        }
    }

    @Test
    void emittedValues_areTheCommittedOnes() {
        store().increment("views");
        testing.emit(STORE, DustTesting.buildEvent(OpName.INCREMENT, "views", 41));
        testing.emit(STORE, DustTesting.buildEvent(OpName.ADD, "tags", List.of("b", "a")));
        testing.emit(STORE, DustTesting.buildEvent(OpName.SET, "gone", 1));
        testing.emit(STORE, DustTesting.buildEvent(OpName.DELETE, "gone", null));
        store().increment("views");

        assertThat(store().get("views").value()).isEqualTo(Value.of(42));
        assertThat(store().get("tags").value()).isEqualTo(Value.from(List.of("b", "a")));
        assertThat(store().get("gone").isPresent()).isFalse();
        assertThat(store().entry("tags").orElseThrow().type()).isEqualTo("set");
    }

    @Test
    void onlyCommittedOps_canBeEmitted() {
        var local = new DustEvent.Local(DustTesting.buildEvent(OpName.SET, "a", 1).path(), OpName.SET, Value.of(1), "op_1",
                "dev_1");

        assertThatThrownBy(() -> testing.emit(STORE, local)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void builtEvents_areAsASubscriptionHearsThem() {
        var events = new CopyOnWriteArrayList<DustEvent>();
        store().on("a", events::add);
        DustEvent built = DustTesting.buildEvent(OpName.SET, "a", Map.of("b", 1));

        testing.emit(STORE, built);

        assertThat(events).containsExactly(built);
    }

    @Test
    void writes_areCommitted_whenTheCallReturns() {
        Write write = store().put("posts/hello", "Hello");

        assertThat(write.stage()).isEqualTo(Write.Stage.ACCEPTED);
        assertThat(write.committed()).isCompletedWithValue(1L);
        assertThat(store().pending()).isEmpty();
        assertThat(store().entry("posts/hello").orElseThrow().revision()).hasValue(1);
    }

    @Test
    void callbacksOfTheApplicationsOwnWrites_haveRun_whenItIsSettled() {
        listen(store(), "**");
        store().matching("a").on(event -> store().put("b", value(event)), SubscriptionOptions.defaults().mode(Mode.COMMITTED));

        store().put("a", 1);
        testing.settle();

        assertThat(heard).containsExactly("set a 1", "set b 1");
    }

    @Test
    void aCallback_mayUseWhatTheTestUses() {
        store().on("a", event -> testing.seed(STORE, "b", value(event)));

        testing.emit(STORE, DustTesting.buildEvent(OpName.SET, "a", 7));

        assertThat(store().get("b").value()).isEqualTo(Value.of(7));
    }

    @Test
    void aRefusedWrite_showsNoMore_andTheNextOneIsAccepted() {
        testing.seed(STORE, "a", "theirs");
        testing.refuseNext("conflict", Map.of("current_revision", 9));

        Write refused = store().put("a", "mine");

        assertThat(refused.stage()).isEqualTo(Write.Stage.REFUSED);
        assertThat(refused.committed()).isCompletedExceptionally();
        assertThat(refused.committed().exceptionNow()).isInstanceOfSatisfying(RefusedException.class,
                error -> assertThat(error.reason()).isEqualTo("conflict"));
        assertThat(store().get("a").value()).isEqualTo(Value.of("theirs"));
        assertThat(store().put("a", "mine").stage()).isEqualTo(Write.Stage.ACCEPTED);
    }

    @Test
    void offline_writesWaitAndShow_andGoOutAfterwards() {
        store().put("a", 1);
        testing.setStatus(ConnectionStatus.RECONNECTING);

        Write waiting = store().put("a", 2);
        testing.emit(STORE, DustTesting.buildEvent(OpName.SET, "b", "meanwhile"));

        assertThat(waiting.stage()).isEqualTo(Write.Stage.VISIBLE);
        assertThat(store().get("a").value()).isEqualTo(Value.of(2));
        assertThat(store().get("b").isPresent()).isFalse();
        assertThat(dust.connection().status()).isEqualTo(ConnectionStatus.RECONNECTING);

        testing.setStatus(ConnectionStatus.CONNECTED);

        assertThat(waiting.stage()).isEqualTo(Write.Stage.ACCEPTED);
        assertThat(store().get("b").value()).isEqualTo(Value.of("meanwhile"));
    }

    @Test
    void whatWasMissedOffline_isHeard_andFarTooMuchIsASnapshot() {
        var snapshots = new CopyOnWriteArrayList<Long>();
        store().matching("k/*").on(event -> heard.add(event.path().key()),
                SubscriptionOptions.defaults().onSnapshot(snapshots::add)
                        .maxQueue(10_000));
        testing.setStatus(ConnectionStatus.RECONNECTING);
        IntStream.range(0, 1_000).forEach(i -> testing.emit(STORE, DustTesting.buildEvent(OpName.SET, "k/" + i, i)));
        testing.setStatus(ConnectionStatus.CONNECTED);
        assertThat(heard).hasSize(1_000);

        testing.setStatus(ConnectionStatus.RECONNECTING);
        IntStream.range(0, 5_000).forEach(i -> testing.emit(STORE, DustTesting.buildEvent(OpName.SET, "k/" + i, -i)));
        testing.setStatus(ConnectionStatus.CONNECTED);
        assertThat(heard).hasSize(1_000);
        assertThat(snapshots).containsExactly(6_000L);
        assertThat(store().get("k/4999").value()).isEqualTo(Value.of(-4_999));
    }

    @Test
    void aRefusedClient_isLetInAgain() {
        testing.setStatus(ConnectionStatus.REFUSED);
        assertThat(store().status().connection()).isEqualTo(ConnectionStatus.REFUSED);
        testing.setStatus(ConnectionStatus.CONNECTED);
        testing.setStatus(ConnectionStatus.REFUSED);
        testing.setStatus(ConnectionStatus.CONNECTED);
        assertThat(store().put("a", 1).stage()).isEqualTo(Write.Stage.ACCEPTED);
    }

    @Test
    void oneStoreAlone_mayBeRefusedOrAway() {
        DustStore other = dust.store("james/other");
        for (ConnectionStatus status : List.of(ConnectionStatus.REFUSED, ConnectionStatus.RECONNECTING)) {
            testing.setStatus(STORE, status);
            assertThat(store().status().connection()).isEqualTo(status);
            Write waiting = store().put("a", status.name());
            assertThat(waiting.stage()).isEqualTo(Write.Stage.VISIBLE);
            assertThat(other.put("a", 1).stage()).isEqualTo(Write.Stage.ACCEPTED);
            testing.setStatus(STORE, ConnectionStatus.CONNECTED);
            assertThat(waiting.stage()).isEqualTo(Write.Stage.ACCEPTED);
        }
        testing.setStatus(STORE, ConnectionStatus.REFUSED);
        testing.setStatus(ConnectionStatus.CONNECTED);
        assertThat(store().status().connection()).isEqualTo(ConnectionStatus.CONNECTED);
    }

    @Test
    void beforeTheFirstConnection_theClientIsConnecting() {
        testing.setStatus(ConnectionStatus.CONNECTING);
        DustStore store = store();
        assertThat(store.status().connection()).isEqualTo(ConnectionStatus.CONNECTING);
        Write waiting = store.put("a", 1);
        testing.setStatus(ConnectionStatus.CONNECTED);
        assertThat(waiting.stage()).isEqualTo(Write.Stage.ACCEPTED);
        testing.setStatus("james/slow", ConnectionStatus.CONNECTING);
        assertThat(dust.store("james/slow").status().connection()).isEqualTo(ConnectionStatus.CONNECTING);
    }

    @Test
    void whatAClientNeverComesTo_isSaidSo() {
        assertThatThrownBy(() -> testing.setStatus(ConnectionStatus.DISCONNECTED)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> testing.setStatus(STORE, ConnectionStatus.DISCONNECTED))
                .isInstanceOf(IllegalArgumentException.class);
        store();
        assertThatThrownBy(() -> testing.setStatus(ConnectionStatus.CONNECTING)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("CONNECTED");
    }

    @Test
    void leases_endWhenTheClockSaysSo() {
        Lease lease = join(store().at("jobs/nightly").lease(LeaseOptions.defaults().ttl(Duration.ofSeconds(30)))).orElseThrow();
        assertThat(join(store().at("jobs/nightly").lease(LeaseOptions.defaults().ttl(Duration.ofSeconds(30))))).isEmpty();
        testing.advance(Duration.ofSeconds(31));
        assertThat(join(store().at("jobs/nightly").lease(LeaseOptions.defaults().ttl(Duration.ofSeconds(30))))).isPresent();
        assertThat(join(store().release(lease))).isFalse();
    }

    private <T> T join(CompletableFuture<T> answer) {
        testing.settle();
        return answer.getNow(null);
    }

    @Test
    void aSeededFlight_isTheResult_andTheWorkIsNotDone() {
        testing.seedFlight(STORE, "artifacts/1", Map.of("pages", 3));

        FlightResult result = join(store().singleFlight("artifacts/1", lease -> {
            throw new AssertionError("the work was done");
        }));

        assertThat(result.source()).isEqualTo(FlightResult.Source.CACHED);
        assertThat(result.value().value()).isEqualTo(Value.from(Map.of("pages", 3)));
    }

    @Test
    void aFlightThatIsNotThere_isDoneHere() {
        FlightResult result = join(store().singleFlight("artifacts/2", lease -> Flight.publish("done")));

        assertThat(result.source()).isEqualTo(FlightResult.Source.COMPUTED);
        assertThat(result.coordinated()).isTrue();
    }

    @Test
    void files_areKept_andFetched() {
        store().at("logo").putFile(new byte[]{1, 2, 3}, FileOptions.defaults());

        assertThat(store().file("logo").orElseThrow().bytes()).containsExactly(1, 2, 3);
    }

    @Test
    void manyThreads_loseNothing() throws InterruptedException {
        store().matching("n").on(event -> heard.add(value(event).toPlain().toString()),
                SubscriptionOptions.defaults().mode(Mode.COMMITTED));
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 100; i++) {
                    store().increment("n");
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        testing.settle();

        assertThat(store().get("n").value()).isEqualTo(Value.of(800));
        assertThat(store().pending()).isEmpty();
        assertThat(heard).isEqualTo(IntStream.rangeClosed(1, 800).mapToObj(Integer::toString).toList());
    }

    private static String text(DustEvent event) {
        return switch (event) {
            case DustEvent.Local local -> local.op().wire() + " " + local.path() + " " + local.value().toPlain();
            case DustEvent.Committed committed ->
                committed.op().wire() + " " + committed.path() + " " + committed.value().toPlain();
            default -> event.toString();
        };
    }

    private static Value value(DustEvent event) {
        return ((DustEvent.Committed) event).value();
    }
}
