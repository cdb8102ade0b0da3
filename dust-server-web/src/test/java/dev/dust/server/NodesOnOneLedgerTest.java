package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.frame.Frame;
import dev.dust.server.rules.Wire;
import dev.dust.value.FileRef;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one ledger: members of both hear of everything, in order and without a hole, whoever writes it. */
class NodesOnOneLedgerTest {
    private static final String STORE = "org/store";
    private static final String TOPIC = "store:" + STORE;

    private final UnrulyLedger ledger = new UnrulyLedger();
    private final TestServer one = TestServer.start(ServerOptions.defaults().ledger(ledger.ofServer()));
    private final TestServer two = TestServer.start(ServerOptions.defaults().ledger(ledger.ofServer()));

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    private static MapValue write(RawClient client, String ref, String path, Object value) {
        return client.push(ref, STORE, "write", "op", "set", "path", path, "value", value);
    }

    private static Value reason(MapValue reply) {
        return ((MapValue) reply.get("response")).get("reason");
    }

    private static void assertOk(MapValue reply) {
        assertThat(reply.get("status")).as("status of %s", reply).isEqualTo(Value.of("ok"));
    }

    private static List<Long> hear(RawClient member, int events) {
        return IntStream.range(0, events).mapToObj(i -> seq(member.next("event"))).toList();
    }

    private static long seq(Frame event) {
        return Wire.integer(event.payload().get("store_seq"));
    }

    private static List<Long> upTo(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void whoeverWrites_membersOfBothHearAll_inOrder() throws InterruptedException, ExecutionException {
        int writers = 6;
        int writes = 40;
        try (var here = RawClient.json(one.url(), "dev_1"); var there = RawClient.messagePack(two.url(), "dev_2")) {
            here.join(STORE, 0);
            there.join(STORE, 0);
            List<FutureTask<Void>> tasks = IntStream.range(0, writers).mapToObj(writer -> new FutureTask<Void>(() -> {
                try (var client = RawClient.json((writer % 2 == 0 ? one : two).url(), "dev_w" + writer)) {
                    String ref = client.join(STORE, 0);
                    for (int i = 0; i < writes; i++) {
                        assertOk(client.push(ref, STORE, "write", "op", "increment", "path", "n", "value", 1));
                    }
                }
                return null;
            })).toList();
            tasks.forEach(Thread::startVirtualThread);
            assertThat(hear(here, writers * writes)).isEqualTo(upTo(1, writers * writes));
            assertThat(hear(there, writers * writes)).isEqualTo(upTo(1, writers * writes));
            for (FutureTask<Void> task : tasks) {
                task.get();
            }
            assertThat(here.untilQuiet()).isEmpty();
        }
        assertThat(ledger.truth(STORE).row("n").value()).isEqualTo(Value.of(writers * writes));
    }

    /** What its catch-up has told is not told again, and nothing is left out. */
    @Test
    void whoeverJoinsMeanwhile_hearsEachOnce() throws InterruptedException, ExecutionException {
        int writes = 300;
        var writing = new FutureTask<Void>(() -> {
            try (var client = RawClient.json(one.url(), "dev_w")) {
                String ref = client.join(STORE, 0);
                for (int i = 0; i < writes; i++) {
                    assertOk(write(client, ref, "a", i));
                }
            }
            return null;
        });
        try (var first = RawClient.json(two.url(), "dev_f")) {
            first.join(STORE, 0);
            Thread.startVirtualThread(writing);
            for (int i = 0; i < 5; i++) {
                hear(first, 20);
                try (var late = RawClient.json(two.url(), "dev_" + i)) {
                    late.send(null, TOPIC, "phx_join", Wire.mapOf("last_store_seq", 0));
                    assertThat(hear(late, writes)).isEqualTo(upTo(1, writes));
                }
            }
        }
        writing.get();
    }

    /** Its catch-up is further than what others have been sent. */
    @Test
    void whatACatchUpHasTold_isNotToldAgain() {
        ledger.tellNobody();
        try (var early = RawClient.json(two.url(), "dev_e");
                var late = RawClient.json(two.url(), "dev_l");
                var there = RawClient.json(one.url(), "dev_t")) {
            early.join(STORE, 0);
            String other = there.join(STORE, 0);
            for (int i = 0; i < 3; i++) {
                assertOk(write(there, other, "a", i));
            }
            String ref = late.join(STORE, 0);
            late.send(ref, TOPIC, "write", Wire.mapOf("op", "set", "path", "b", "value", 1));
            assertThat(hear(early, 4)).isEqualTo(upTo(1, 4));
            assertThat(hear(late, 1)).containsExactly(4L);
        }
    }

    @Test
    void aWriterHearsItsEchoBeforeItsReply_andWhatOthersWroteBefore() {
        ledger.tellNobody();
        try (var here = RawClient.json(one.url(), "dev_1"); var there = RawClient.json(two.url(), "dev_2")) {
            String ref = here.join(STORE, 0);
            String other = there.join(STORE, 0);
            for (int i = 0; i < 3; i++) {
                assertOk(write(there, other, "a", i));
            }
            assertThat(here.untilQuiet()).as("what nobody has told").isEmpty();
            String write = here.send(ref, TOPIC, "write", Wire.mapOf("op", "set", "path", "b", "value", 1));
            assertThat(hear(here, 4)).isEqualTo(upTo(1, 4));
            assertThat(here.next().ref()).isEqualTo(write);
        }
    }

    @Test
    void whatIsForgottenBeforeItWasHeard_isFetchedAnew() {
        ledger.tellNobody();
        try (var here = RawClient.json(one.url(), "dev_1"); var there = RawClient.json(two.url(), "dev_2")) {
            String ref = here.join(STORE, 0);
            String other = there.join(STORE, 0);
            assertOk(write(there, other, "a", 1));
            assertOk(write(there, other, "a", 2));
            ledger.truth(STORE).compact(1);
            here.send(ref, TOPIC, "write", Wire.mapOf("op", "set", "path", "b", "value", 1));
            assertThat(here.next(frame -> !frame.event().equals("phx_reply")).event()).isEqualTo("phx_close");
            here.send(null, TOPIC, "phx_join", Wire.mapOf("last_store_seq", 0));
            assertThat(here.next("snapshot").payload().get("snapshot_seq")).isEqualTo(Value.of(1));
            assertThat(hear(here, 2)).isEqualTo(upTo(2, 3));
        }
    }

    @Test
    void rollbacksOfAWholeStore_areHeard() {
        try (var here = RawClient.json(one.url(), "dev_1"); var there = RawClient.json(two.url(), "dev_2")) {
            String ref = here.join(STORE, 0);
            there.join(STORE, 0);
            assertOk(write(here, ref, "a", 1));
            assertOk(write(here, ref, "b", 1));
            assertOk(here.push(ref, STORE, "rollback", "to_seq", 0));
            assertThat(hear(there, 4)).isEqualTo(upTo(1, 4));
        }
    }

    /** Also by one that reads nothing until all of it waits. */
    @Test
    @Tag("slow")
    void rollbackOfAsManyRowsAsMayBe_isHeardByMembersThatReadSlowly() {
        int rows = 10_000;
        Map<String, Integer> map = IntStream.range(0, rows).boxed().collect(Collectors.toMap(i -> "k" + i, i -> i));
        try (var here = RawClient.json(one.url(), "dev_1"); var slow = RawClient.json(two.url(), "dev_2")) {
            String ref = here.join(STORE, 0);
            assertOk(write(here, ref, "a", map));
            assertOk(here.push(ref, STORE, "write", "op", "delete", "path", "a"));
            slow.join(STORE, 2);
            slow.pause();
            assertThat(here.push(ref, STORE, "rollback", "to_seq", 1).get("response"))
                    .isEqualTo(Wire.mapOf("ops_written", rows));
            // Members hear in order: what one has heard the other is to be sent.
            try (var last = RawClient.json(two.url(), "dev_3")) {
                last.join(STORE, rows + 2);
                write(here, ref, "last", 1);
                hear(last, 1);
            }
            slow.goOn();
            assertThat(hear(slow, rows + 1)).isEqualTo(upTo(3, rows + 3));
            assertOk(write(here, ref, "b", 1));
            assertThat(hear(slow, 1)).as("it is a member still").isEqualTo(upTo(rows + 4, rows + 4));
        }
    }

    @Test
    void aPushSentAgainElsewhere_takesEffectOnce() {
        try (var here = RawClient.json(one.url(), "dev_1"); var there = RawClient.json(two.url(), "dev_1")) {
            Object[] push = {"op", "increment", "path", "n", "value", 1, "client_op_id", "op_1"};
            MapValue first = here.push(here.join(STORE, 0), STORE, "write", push);
            assertOk(first);
            assertThat(there.push(there.join(STORE, 0), STORE, "write", push)).isEqualTo(first);
        }
    }

    @Test
    void anArchivedStore_endsForMembersOfBoth() {
        try (var here = RawClient.json(one.url(), "dev_1"); var there = RawClient.json(two.url(), "dev_2")) {
            here.join(STORE, 0);
            there.join(STORE, 0);
            ledger.truth(STORE).archive();
            assertThat(here.next().event()).isEqualTo("phx_close");
            assertThat(there.next().event()).isEqualTo("phx_close");
        }
    }

    @Test
    void aStoreWithoutMembers_isNotFollowed() {
        try (var here = RawClient.json(one.url(), "dev_1"); var another = RawClient.json(one.url(), "dev_2")) {
            here.join(STORE, 0);
            String ref = another.join(STORE, 0);
            assertThat(ledger.followers()).isEqualTo(1);
            assertOk(another.reply(another.send(ref, TOPIC, "phx_leave", MapValue.EMPTY)));
            assertThat(ledger.followers()).isEqualTo(1);
        }
        try (var again = RawClient.json(two.url(), "dev_3")) {
            String ref = again.join(STORE, 0);
            again.send(ref, TOPIC, "phx_leave", MapValue.EMPTY);
            again.next("phx_close");
        }
        one.close();
        long end = System.nanoTime() + 20_000_000_000L;
        while (ledger.followers() > 0) {
            assertThat(System.nanoTime()).as("followers: %d", ledger.followers()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Its client sends it no more, as it does what the ledger cannot write for now. */
    @Test
    void whatTheLedgerCanNeverWrite_isRefusedForGood_andTheNextIsTaken() {
        try (var here = RawClient.json(one.url(), "dev_1")) {
            String ref = here.join(STORE, 0);
            ledger.failForGood();
            ledger.fail("write");
            assertThat(reason(write(here, ref, "a", 1))).isEqualTo(Value.of("cannot_be_stored"));
            ledger.failNoMore();
            assertOk(write(here, ref, "a", 1));
        }
    }

    @Test
    void whileTheLedgerIsAway_membersStay_andEverybodyIsToldSo() {
        try (var here = RawClient.json(one.url(), "dev_1"); var there = RawClient.json(two.url(), "dev_2")) {
            String ref = here.join(STORE, 0);
            ledger.fail("write", "head", "after");
            assertThat(reason(write(here, ref, "a", 1))).isEqualTo(Value.of("unavailable"));
            assertThat(reason(here.push(ref, STORE, "status"))).isEqualTo(Value.of("unavailable"));
            assertThat(reason(there.reply(there.send(null, TOPIC, "phx_join", Wire.mapOf("last_store_seq", 0)))))
                    .isEqualTo(Value.of("unavailable"));
            assertThat(ledger.followers()).as("followers, without whom could not join").isEqualTo(1);
            ledger.failNoMore();
            assertOk(write(there, there.join(STORE, 0), "a", 1));
            assertThat(hear(here, 1)).containsExactly(1L);
            assertOk(here.push(ref, STORE, "status"));
        }
    }

    /** What cannot be read when it is told of is read later, and nobody has to write for that. */
    @Test
    @Tag("slow")
    void whatCannotBeReadNow_isReadLater() {
        try (var here = RawClient.json(one.url(), "dev_1"); var there = RawClient.json(two.url(), "dev_2")) {
            here.join(STORE, 0);
            String other = there.join(STORE, 0);
            ledger.fail("after");
            assertOk(write(there, other, "a", 1));
            assertThat(here.untilQuiet()).isEmpty();
            ledger.failNoMore();
            assertThat(hear(here, 1)).containsExactly(1L);
        }
    }

    @Test
    void aCatchUpThatBreaksOff_endsTheMembership() {
        try (var here = RawClient.json(one.url(), "dev_1")) {
            ledger.fail("after");
            String join = here.send(null, TOPIC, "phx_join", Wire.mapOf("last_store_seq", 0));
            assertOk(here.reply(join));
            assertThat(here.next().event()).isEqualTo("phx_close");
            assertThat(ledger.followers()).isZero();
        }
    }

    @Test
    void aWriteOfWhichNobodyKnows_isNotAnswered() {
        try (var here = RawClient.json(one.url(), "dev_1")) {
            String ref = here.join(STORE, 0);
            ledger.failInDoubt();
            ledger.fail("write");
            here.send(ref, TOPIC, "write", Wire.mapOf("op", "set", "path", "b", "value", 1));
            assertThat(here.next().event()).isEqualTo("phx_close");
        }
    }

    @Test
    void withoutADirectory_filesAreRefused() {
        try (var here = RawClient.json(one.url(), "dev_1")) {
            MapValue welcome = here.reply(here.send(null, TOPIC, "phx_join", Wire.mapOf("last_store_seq", 0)));
            assertThat(((MapValue) welcome.get("response")).fields()).containsKey("idempotent_ops")
                    .doesNotContainKey("file_uploads");
            String ref = here.join(STORE, 0);
            assertThat(reason(here.push(ref, STORE, "put_file", "path", "f", "content", "YWJj", "filename", "abc.txt",
                    "content_type", "text/plain"))).isEqualTo(Value.of("unavailable"));
        }
    }

    @Test
    void whoeverSharesADirectory_hasTheFilesOfOthers(@TempDir Path files) throws IOException, InterruptedException {
        try (var first = TestServer.start(ServerOptions.defaults().ledger(ledger.ofServer()).files(files));
                var second = TestServer.start(ServerOptions.defaults().ledger(ledger.ofServer()).files(files));
                var here = RawClient.json(first.url(), "dev_1");
                var there = RawClient.json(second.url(), "dev_2");
                var http = HttpClient.newHttpClient()) {
            there.join(STORE, 0);
            assertOk(here.push(here.join(STORE, 0), STORE, "put_file", "path", "f", "content", "YWJj", "filename", "abc.txt",
                    "content_type", "text/plain"));
            var file = (FileRef) there.next("event").payload().get("value");
            URI url = URI.create(second.httpUrl() + "/api/files/" + file.hash());
            assertThat(http.send(HttpRequest.newBuilder(url).header("Authorization", "Bearer any").build(),
                    BodyHandlers.ofString()).body()).isEqualTo("abc");
        }
    }

    @Test
    void whatContradictsItself_doesNotStart_andLeavesNoLedgerOpen(@TempDir Path folder) {
        var wrong = new ArrayList<ServerOptions>();
        wrong.add(ServerOptions.defaults().ledger(ledger.ofServer()).data(folder.resolve("data")));
        wrong.add(ServerOptions.defaults().ledger(ledger.ofServer()).hosted(true));
        wrong.add(ServerOptions.defaults().ledger(ledger.ofServer()).host("0.0.0.0"));
        for (ServerOptions options : wrong) {
            assertThatThrownBy(() -> TestServer.start(options)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(ledger.closed()).isEqualTo(wrong.size());
        assertThatThrownBy(() -> TestServer.start(ServerOptions.defaults().files(folder)))
                .isInstanceOf(IllegalStateException.class);
    }

    /** Neither knows the other's connections: the ledger refuses what is late. */
    @Test
    void whoTakesOverAtOne_isNotDisturbedByWhatHeSentToTheOther() {
        try (var old = RawClient.json(one.url(), "dev_a"); var now = RawClient.json(two.url(), "dev_a")) {
            String before = old.join(STORE, 0);
            assertOk(write(old, before, "in_time", 1));
            String join = now.send(null, TOPIC, "phx_join", Wire.mapOf("last_store_seq", 0, "session_takeover", true));
            assertThat(((MapValue) now.reply(join).get("response")).get("session_takeover")).isEqualTo(Value.of(true));
            assertThat(seq(now.next("event"))).isEqualTo(1);

            assertThat(reason(write(old, before, "late", 1))).isEqualTo(Value.of("unmatched topic"));
            assertThat(old.next("phx_close").topic()).isEqualTo(TOPIC);
            assertOk(write(now, join, "now", 1));
            String again = old.join(STORE, 0);
            assertOk(write(old, again, "beside", 1));
        }
        assertThat(ledger.truth(STORE).snapshot().toMap()).containsOnlyKeys("in_time", "now", "beside");
    }
}
