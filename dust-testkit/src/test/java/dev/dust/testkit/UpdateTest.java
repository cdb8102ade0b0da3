package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.LeaseOptions;
import dev.dust.UpdateOptions.Offline;
import dev.dust.UpdateOptions.OnNull;
import dev.dust.UpdateOptions;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.lease.Lease;
import dev.dust.reading.TypeRef;
import dev.dust.server.rules.Dialect;
import dev.dust.value.Value;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compare and swap, by hand and by {@link DustStore#update}. */
class UpdateTest {
    private FlightFleet fleet = new FlightFleet();
    private DustStore a = fleet.joined("dev_a");

    @AfterEach
    void close() {
        fleet.close();
    }

    private static Long plusOne(Long current) {
        return current == null ? 1 : current + 1;
    }

    private CompletableFuture<Long> increment(DustStore store) {
        return store.update("n", Long.class, UpdateTest::plusOne);
    }

    private Entry entry(String path) {
        return a.entry(path).orElseThrow();
    }

    @Test
    void updateByATypeWithParameters_readsWhatItWrote() {
        for (int i = 1; i <= 2; i++) {
            int next = i;
            a.update("log", new TypeRef<List<Integer>>() {
            }, log -> log == null ? List.of(next) : Stream.concat(log.stream(), Stream.of(next)).toList());
            fleet.settle();
        }

        assertThat(a.committed().get("log").value()).isEqualTo(Value.from(List.of(1, 2)));
    }

    // --- By hand

    @Test
    void committedReads_leaveOwnPendingWritesOut() {
        a.put("n", 1);
        a.put("map", Map.of("x", 1, "y", 2));
        fleet.settle();
        a.put("n", 2);
        a.delete("map");
        a.put("new", 3);

        assertThat(a.committed().get("n").value()).isEqualTo(Value.of(1));
        assertThat(a.committed().get("new").isPresent()).isFalse();
        assertThat(a.committed().get("map").value()).isEqualTo(Value.from(Map.of("x", 1, "y", 2)));
        assertThat(a.committed().enumerate("**")).extracting(entry -> entry.path().key()).containsExactly("map/x", "map/y",
                "n");
        assertThat(a.committed().entry("n").orElseThrow().pending()).isFalse();
        assertThat(a.committed().entry("n").orElseThrow().revision()).hasValue(1);
        assertThat(a.get("n").value()).isEqualTo(Value.of(2));
    }

    @Test
    void entryUnderAnOwnWrite_cannotBeMatched_andTheErrorNamesTheWayOut() {
        a.put("n", 1);
        fleet.settle();
        a.put("n", 2);

        assertThatThrownBy(() -> WriteOptions.defaults().ifMatch(entry("n"))).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("store.committed()").hasMessageContaining("store.update")
                .satisfies(error -> assertThat(((InvalidRequestException) error).reason()).isEqualTo("no_revision"));
    }

    @Test
    void committedEntry_isMatched_andAnOwnWriteBeforeIsAConflict() {
        a.put("n", 1);
        fleet.settle();
        Entry read = a.committed().entry("n").orElseThrow();
        a.put("n", 2);
        Write swap = a.at("n").put(3, WriteOptions.defaults().ifMatch(read));
        fleet.settle();

        assertThat(swap.committed().exceptionNow()).isInstanceOf(RefusedException.Conflict.class);
        assertThat(fleet.value("n")).isEqualTo(Value.of(2));
    }

    @Test
    void entry_isMatchedAtItsOwnPathAlone() {
        a.put("n", 1);
        fleet.settle();
        WriteOptions unchanged = WriteOptions.defaults().ifMatch(entry("n"));

        assertThatThrownBy(() -> a.at("m").put(1, unchanged)).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is that of n");
        Write deletion = a.at("n").delete(unchanged);
        fleet.settle();
        assertThat(deletion.stage()).isEqualTo(Write.Stage.ACCEPTED);
    }

    @Test
    void entryOfAnObject_cannotBeMatched() {
        a.put("map", Map.of("x", 1));
        fleet.settle();
        assertThatThrownBy(() -> WriteOptions.defaults().ifMatch(entry("map"))).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("version leaf");
    }

    // --- By update

    @Test
    void update_answersWhatWasCommitted_ofNothingToo() {
        assertThat(fleet.get(increment(a))).isEqualTo(1);
        assertThat(fleet.get(increment(a))).isEqualTo(2);
        assertThat(fleet.value("n")).isEqualTo(Value.of(2));
    }

    @Test
    void updatesRightUnderOwnPendingWrites_readWhatTheseCommit() {
        a.put("n", 41);
        assertThat(fleet.get(increment(a))).isEqualTo(42);
        a.put("x/y", Map.of("n", 1));
        a.delete("x");
        assertThat(fleet.get(a.update("x/y/n", Long.class, UpdateTest::plusOne))).isEqualTo(1);
    }

    @Test
    void updateBehindAWriteThatIsRefused_readsWhatIsThere() {
        a.put("n", 1);
        fleet.settle();
        Write refused = a.at("n").put(100, WriteOptions.defaults().ifAbsent());
        CompletableFuture<Long> update = increment(a);
        assertThat(fleet.get(update)).isEqualTo(2);
        assertThat(refused.stage()).isEqualTo(Write.Stage.REFUSED);
    }

    @Test
    void updatesOfTwoClients_areAllCounted() {
        DustStore b = fleet.joined("dev_b");
        var updates = new ArrayList<CompletableFuture<Long>>();
        for (int i = 0; i < 20; i++) {
            updates.add(increment(i % 2 == 0 ? a : b));
        }
        updates.forEach(fleet::get);
        assertThat(fleet.value("n")).isEqualTo(Value.of(20));
        assertThat(updates.stream().map(CompletableFuture::resultNow)).doesNotHaveDuplicates();
    }

    @Test
    void offline_updateWaits_andReadsWhatOthersWroteMeanwhile() {
        a.put("n", 1);
        fleet.settle();
        fleet.cutOff("dev_a");
        CompletableFuture<Long> update = increment(a);
        fleet.othersPut("n", 10);
        fleet.settle();
        assertThat(update).isNotDone();
        assertThat(a.pending()).isEmpty();

        fleet.connect("dev_a");
        assertThat(fleet.get(update)).isEqualTo(11);
    }

    @Test
    void offline_updateFails_ifItIsNotToWait() {
        fleet.cutOff("dev_a");
        var options = UpdateOptions.defaults().offline(Offline.FAIL);
        assertThat(fleet.failure(a.at("n").update(Long.class, UpdateTest::plusOne, options)))
                .isInstanceOf(UnavailableException.class).hasMessageContaining("nothing was written");
    }

    @Test
    void updateThatTakesTooLong_writesNothing() {
        fleet.cutOff("dev_a");
        CompletableFuture<Long> update = increment(a);
        fleet.advance(Duration.ofSeconds(31));
        assertThat(fleet.failure(update)).isInstanceOf(AnswerTimeoutException.class).hasMessageContaining("no connection");
        fleet.connect("dev_a");
        assertThat(fleet.value("n")).isNull();
    }

    @Test
    void null_leavesOrDeletes_asTheCallerSays() {
        a.put("n", 1);
        fleet.settle();
        assertThat(fleet.get(a.update("n", Long.class, current -> null))).isEqualTo(1);
        assertThat(fleet.value("n")).isEqualTo(Value.of(1));

        var deleting = UpdateOptions.defaults().onNull(OnNull.DELETE);
        assertThat(fleet.get(a.at("n").update(Long.class, current -> null, deleting))).isNull();
        assertThat(fleet.value("n")).isNull();
        assertThat(fleet.get(a.at("n").update(Long.class, current -> null, deleting))).isNull();
    }

    @Test
    void deletionByUpdate_doesNotTakeWhatOthersWroteMeanwhile() {
        a.put("n", 1);
        fleet.settle();
        var seen = new ArrayList<Long>();
        CompletableFuture<Long> update = a.at("n").update(Long.class, current -> {
            if (seen.isEmpty()) {
                fleet.othersPut("n", 2);
            }
            seen.add(current);
            return current == 1 ? null : current;
        }, UpdateOptions.defaults().onNull(OnNull.DELETE));
        assertThat(fleet.get(update)).isEqualTo(2);
        assertThat(seen).containsExactly(1L, 2L);
    }

    @Test
    void attempts_areBounded() {
        var options = UpdateOptions.defaults().attempts(3);
        CompletableFuture<Long> update = a.at("n").update(Long.class, current -> {
            fleet.othersPut("n", current == null ? 10 : current + 10);
            return 1L;
        }, options);
        assertThat(fleet.failure(update)).isInstanceOf(RefusedException.Conflict.class);
        assertThat(fleet.value("n")).isEqualTo(Value.of(30));
    }

    @Test
    void whatTheFunctionThrows_isTheAnswer() {
        CompletableFuture<Long> update = a.update("n", Long.class, current -> {
            throw new IOException("no");
        });
        assertThat(fleet.failure(update)).isInstanceOf(IOException.class).hasMessage("no");
    }

    @Test
    void ofAnObject_theErrorSaysWhatToDoInstead() {
        a.put("map", Map.of("x", 1));
        assertThat(fleet.failure(a.update("map", Map.class, map -> Map.of()))).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("version leaf").hasMessageContaining("lease");
        assertThat(fleet.failure(a.update("other", Map.class, map -> Map.of("x", 1))))
                .isInstanceOf(InvalidRequestException.class).hasMessageContaining("version leaf");
        assertThat(fleet.value("other/x")).isNull();
    }

    @Test
    void cancelledWhileItWaits_writesNothing() {
        fleet.cutOff("dev_a");
        CompletableFuture<Long> update = increment(a);
        fleet.settle();
        update.cancel(false);
        fleet.connect("dev_a");
        assertThat(fleet.value("n")).isNull();
    }

    @Test
    void closing_answersThoseWhoWait() {
        fleet.cutOff("dev_a");
        CompletableFuture<Long> update = increment(a);
        fleet.settle();
        fleet.close();
        assertThat(update.exceptionNow()).isInstanceOf(ClosedException.class);
    }

    /** A server whose snapshots do not tell the rows' revisions. */
    private void joinByHostedSnapshot() {
        fleet.close();
        fleet = new FlightFleet(Dialect.HOSTED);
        fleet.othersPut("n", 1);
        fleet.othersPut("m", 1);
        fleet.compact();
        a = fleet.joined("dev_a");
    }

    @Test
    void rowOfASnapshot_hasNoRevision_andAnUpdateSaysSoAtOnce() {
        joinByHostedSnapshot();

        assertThatThrownBy(() -> WriteOptions.defaults().ifMatch(a.committed().entry("n").orElseThrow()))
                .isInstanceOf(InvalidRequestException.class).hasMessageContaining("snapshot");
        assertThat(fleet.failure(increment(a))).isInstanceOf(InvalidRequestException.class).hasMessageContaining("lease");

        fleet.othersPut("n", 5);
        fleet.settle();
        assertThat(fleet.get(increment(a))).isEqualTo(6);
    }

    /** The server took it, and neither its answer nor the history that would tell came here: to do it again would be twice. */
    @Test
    void updateThatMayHaveTakenEffect_isNotDoneAgain_andItsCallerIsTold() {
        a.put("n", 1);
        Lease lease = fleet.get(a.at("locks/n").lease(LeaseOptions.defaults().ttl(Duration.ofHours(1)))).orElseThrow();
        fleet.hold("dev_a");
        CompletableFuture<Long> update = a.at("n").update(Long.class, UpdateTest::plusOne,
                UpdateOptions.defaults().fence(lease));
        fleet.settle();
        fleet.cutOff("dev_a");
        fleet.deliver("dev_a");
        fleet.compact();
        fleet.connect("dev_a");

        fleet.settle();
        assertThat(fleet.value("n")).isEqualTo(Value.of(2));
        assertThat(fleet.failure(update)).isInstanceOfSatisfying(RefusedException.Conflict.class,
                conflict -> assertThat(conflict.maybeDuplicate()).isTrue());
    }

    @Test
    void rowOfASnapshot_isUpdatedUnderALease() {
        joinByHostedSnapshot();
        Lease lease = fleet.get(a.at("locks/n").lease(LeaseOptions.defaults().ttl(Duration.ofMinutes(1)))).orElseThrow();
        assertThat(fleet.get(a.at("n").update(Long.class, UpdateTest::plusOne, UpdateOptions.defaults().fence(lease))))
                .isEqualTo(2);

        fleet.advance(Duration.ofMinutes(2));
        assertThat(fleet.failure(a.at("n").update(Long.class, UpdateTest::plusOne, UpdateOptions.defaults().fence(lease))))
                .isInstanceOf(RefusedException.Fenced.class);
    }

    @Test
    void optionsThatMakeNoSense_areRefused() {
        UpdateOptions options = UpdateOptions.defaults();
        List.<Runnable>of(() -> options.attempts(0), () -> options.timeout(Duration.ZERO)).forEach(
                wrong -> assertThatThrownBy(wrong::run).isInstanceOf(InvalidRequestException.class));
    }
}
