package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.server.DustServer;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache that a command has where nobody says anything else: a file for each server, in the user's directory for state. */
class FileCacheTest extends AgainstServer {
    private static final String NOBODY = "ws://localhost:1/ws/sync";

    @TempDir
    private Path state;

    /** Without a kind of cache, which all other tests have. */
    private Map<String, String> environment(String url) {
        return Map.of("DUST_URL", url, "DUST_CACHE", "", "XDG_STATE_HOME", state.toString());
    }

    private CommandRun run(String url, String... args) {
        return CommandRun.of(environment(url), args);
    }

    private CommandRun online(String... args) {
        return run(server.url().toString(), args);
    }

    /** The same server, as far as the command knows, and nobody is there. */
    private CommandRun offline(String... args) {
        server.faults().refuseConnects(true);
        try {
            return online(args);
        } finally {
            server.faults().refuseConnects(false);
        }
    }

    /** It is done, and told one thing on standard error. */
    private static CommandRun told(CommandRun run, String... what) {
        assertThat(run.err()).hasLineCount(1).contains(what);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
        return run;
    }

    /** The files of caches below the directory for state. */
    private List<Path> files() {
        try (Stream<Path> all = Files.walk(state)) {
            return all.filter(file -> file.toString().endsWith(".db")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fileIsMade_withTheServersName_forThisUserAlone() throws IOException {
        online("put", STORE, "a", "1").done();
        assertThat(files()).singleElement().satisfies(file -> {
            assertThat(file.getParent()).isEqualTo(state.resolve("dust"));
            assertThat(file.getFileName().toString()).matches("[a-z0-9.]+-" + server.url().getPort() + "-[0-9a-f]{12}\\.db");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent()))).isEqualTo("rwx------");
        });
    }

    @Test
    void withoutADirectoryForState_itIsTheHomes() {
        CommandRun.of(Map.of("DUST_URL", server.url().toString(), "DUST_CACHE", "sqlite", "HOME", state.toString(),
                "XDG_STATE_HOME", "not/absolute"), "put", STORE, "a", "1").done();
        assertThat(files()).singleElement().extracting(Path::getParent).isEqualTo(state.resolve(".local/state/dust"));
    }

    /** The file has it already, and is told what is new alone. */
    @Test
    void historyFromItsBeginning_isTold_thoughTheFileHasIt() {
        store.set("a", 1);
        assertThat(online("get", STORE, "a").out()).isEqualTo("1\n");
        assertThat(online("watch", STORE, "**", "--since", "0", "--limit", "1").out()).contains("\"path\":\"a\"");
        assertThat(online("watch", STORE, "**", "--since", "0", "--cache", "sqlite").complaint(ExitCode.USAGE))
                .contains("--cache memory");
    }

    @Test
    void getWithoutTheServer_givesWhatTheCacheHas_andSaysHowOldItIs() throws IOException {
        store.set("a", "x");
        online("get", STORE, "a").done();
        store.set("a", "not heard of");
        assertThat(told(offline("get", STORE, "a"), "this is what the cache has, as of store_seq 1, ", " second").out())
                .isEqualTo("\"x\"\n");
        assertThat(online("get", STORE, "a").done().out()).isEqualTo("\"not heard of\"\n");
    }

    @ParameterizedTest
    @CsvSource({"90, 1 minute old", "7100, 118 minutes old", "7300, 2 hours old", "400000, 4 days old"})
    void ageIsThatOfTheLastTimeInStep(long seconds, String words) throws IOException {
        store.set("a", "x");
        online("get", STORE, "a").done();
        try (Stream<Path> all = Files.walk(state)) {
            for (Path note : all.filter(file -> file.getParent().toString().endsWith("-times")).toList()) {
                Files.setLastModifiedTime(note, FileTime.from(Instant.now().minusSeconds(seconds)));
            }
        }
        told(offline("get", STORE, "a"), "as of store_seq 1, " + words);
    }

    /** Whoever waits at a terminal for a network that swallows everything has an answer all the same. */
    @Test
    @Tag("slow")
    void serverThatDoesNotAnswer_isNotWaitedForByAReader() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "ws://127.0.0.1:" + silent.getLocalPort() + "/ws/sync";
            told(run(url, "put", STORE, "a", "1", "--timeout", "1"), "kept");
            assertThat(told(run(url, "get", STORE, "a", "--timeout", "600"), "not answered within 2 s").out()).isEqualTo("1\n");
        }
    }

    @Test
    void storeThatTheCacheHasNeverSeen_cannotBeReadWithoutTheServer() {
        assertThat(run(NOBODY, "get", STORE, "a").complaint(ExitCode.UNREACHABLE)).contains("nothing of this store");
    }

    @Test
    void putWithoutTheServer_isKept_andSentByTheNextCommand() {
        assertThat(told(offline("put", STORE, "a", "1"), "kept").out()).contains("\"pending\":true");
        told(offline("increment", STORE, "a", "5"), "kept");
        assertThat(told(offline("get", STORE, "a"), "cache").out()).isEqualTo("6\n");
        assertThat(store.seq()).isZero();
        assertThat(told(online("get", STORE, "a"), "2 writes of earlier commands").out()).isEqualTo("6\n");
        assertThat(store.get("a")).isEqualTo(Value.of(6));
    }

    @Test
    void eachServerHasAFileOfItsOwn() {
        online("put", STORE, "a", "1").done();
        try (DustServer other = DustServer.start()) {
            assertThat(run(other.url().toString(), "get", STORE, "a").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        }
        assertThat(files()).hasSize(2);
    }

    @Test
    void memory_turnsItOff() {
        online("put", STORE, "a", "1", "--cache", "memory").done();
        assertThat(files()).isEmpty();
        assertThat(offline("get", STORE, "a", "--cache", "memory").out()).isEmpty();
    }

    /** Somebody who develops starts his server anew, and it has forgotten everything. */
    @Test
    void serverThatHasForgottenEverything_isBelieved() {
        online("put", STORE, "old", "1").done();
        online("put", STORE, "a", "2").done();
        String file = files().getFirst().toString();
        try (DustServer fresh = DustServer.start()) {
            fresh.store(STORE).set("a", 3);
            String url = fresh.url().toString();
            assertThat(run(url, "get", STORE, "a", "--cache-file", file).out()).isEqualTo("3\n");
            assertThat(run(url, "get", STORE, "old", "--cache-file", file).out()).isEmpty();
            assertThat(run(url, "put", STORE, "b", "4", "--cache-file", file).json())
                    .isEqualTo(Json.parse("{\"store_seq\":2}"));
        }
    }

    @Test
    void fileThatIsNamed_byOptionOrEnvironment() {
        Path file = state.resolve("mine.db");
        online("put", STORE, "a", "1", "--cache-file", file.toString()).done();
        assertThat(files()).containsExactly(file);
        var environment = new HashMap<>(environment(NOBODY));
        environment.put("DUST_CACHE_FILE", file.toString());
        assertThat(CommandRun.of(environment, "get", STORE, "a").out()).isEqualTo("1\n");
        assertThat(CommandRun.of(environment, "get", STORE, "a", "--cache", "memory").out()).isEmpty();
    }

    @Test
    void fileThatIsNoCache_isRefusedInOneLine_andLeftAsItIs() throws IOException {
        Path file = Files.writeString(state.resolve("diary.db"), "Dear diary, ".repeat(50));
        assertThat(online("put", STORE, "a", "1", "--cache-file", file.toString()).complaint(ExitCode.REFUSED))
                .contains("is no cache of Dust's", "--cache memory");
        assertThat(file).hasContent("Dear diary, ".repeat(50));
    }

    @Test
    void directoryThatCannotBeMade_isToldInOneLine() throws IOException {
        Files.createFile(state.resolve("dust"));
        assertThat(online("put", STORE, "a", "1").complaint(ExitCode.REFUSED)).contains("cannot be made", "is a file",
                "--cache memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get s/s a --cache memory --cache-file f", "simulate --seeds 1 --cache-file f",
            "get s/s a --cache sqlite --jdbc jdbc:postgresql://h/d", "chaos --cache sqlite --jdbc jdbc:postgresql://h/d"})
    void optionsThatDoNotFit_areToldInOneLine(String line) {
        assertThat(online(line.split(" ")).complaint(ExitCode.USAGE)).contains("is of use with --cache");
    }

    @Test
    void watch_andCommandsBesideIt_shareTheFile() throws InterruptedException {
        try (var watch = new RunningCommand(environment(server.url().toString()), "watch", STORE, "**")) {
            assertThat(watch.nextComplaint()).contains("watching");
            for (int i = 1; i <= 5; i++) {
                online("put", STORE, "k" + i, "1").done();
                assertThat(watch.nextLine()).contains("\"path\":\"k" + i + "\"", "\"store_seq\":" + i);
            }
        }
    }

    /** Runs of a command in so many threads at once. */
    private static List<CommandRun> atOnce(int count, IntFunction<CommandRun> run) {
        return IntStream.range(0, count)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> run.apply(i), Thread::startVirtualThread))
                .toList().stream().map(CompletableFuture::join).toList();
    }

    @Test
    void writesOfCommandsAtTheSameTime_waitInOneOutbox_soThatTheLastOneIsTheLast() {
        server.faults().refuseConnects(true);
        atOnce(4, i -> online("put", STORE, "k", "" + i)).forEach(run -> told(run, "the write is kept"));
        told(online("put", STORE, "k", "\"the last\""), "the write is kept");
        assertThat(online("pending", STORE).done().out()).hasLineCount(5);
        server.faults().refuseConnects(false);

        assertThat(told(online("get", STORE, "k"), "sent first: 5 writes").out()).isEqualTo("\"the last\"\n");
        assertThat(online("get", STORE, "k").done().out()).isEqualTo("\"the last\"\n");
        assertThat(store.seq()).isEqualTo(5);
    }

    /** As another command holds it that goes on for long. */
    private OutboxLock outboxOfAnother() throws IOException, InterruptedException {
        online("put", STORE, "before", "1").done();
        Path file = files().getFirst().toRealPath();
        return OutboxLock.of(file.resolveSibling(file.getFileName() + "-outbox"), Duration.ZERO);
    }

    @Test
    void writeBesideACommandThatHasTheOutbox_isDone_orNotKept() throws Exception {
        try (OutboxLock another = outboxOfAnother()) {
            assertThat(another.isHeld()).isTrue();
            told(online("put", STORE, "a", "1", "--timeout", "1"), "another command", "keeps no write");
            assertThat(store.get("a")).isEqualTo(Value.of(1));

            CommandRun away = offline("put", STORE, "a", "2", "--timeout", "1");
            assertThat(away.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(online("pending", STORE, "--timeout", "1").complaint(ExitCode.REFUSED)).contains("another command",
                    "try again");
        }
        assertThat(online("pending", STORE).done().out()).isEmpty();
        assertThat(store.get("a")).isEqualTo(Value.of(1));
    }

    @Test
    void readerBesideACommandThatHasTheOutbox_doesWithoutIt() throws Exception {
        try (OutboxLock another = outboxOfAnother()) {
            assertThat(another.isHeld()).isTrue();
            assertThat(online("get", STORE, "before").done().out()).isEqualTo("1\n");
            assertThat(told(offline("get", STORE, "before"), "this is what the cache has").out()).isEqualTo("1\n");
        }
    }

    @Test
    void commandThatGoesOn_sendsWhatWaits_andLeavesTheOutboxToOthers() throws InterruptedException {
        told(offline("put", STORE, "early", "1"), "the write is kept");
        try (var watch = new RunningCommand(environment(server.url().toString()), "watch", STORE, "**")) {
            assertThat(watch.nextComplaint()).contains("sent first: 1 write");
            assertThat(watch.nextComplaint()).contains("watching");
            told(offline("put", STORE, "late", "1"), "the write is kept");
            assertThat(online("pending", STORE).done().out()).contains("\"path\":\"late\"");
        }
        assertThat(store.get("early")).isEqualTo(Value.of(1));
    }

    @Test
    void top_showsWhatWaits_whoeverLeftIt() {
        told(offline("put", STORE, "a", "1"), "the write is kept");
        assertThat(offline("top", STORE, "--limit", "1", "--interval", "10ms").out()).contains("pending 1");
    }

    @Test
    void fileThatTheUserNamed_isForThisUserAlone() throws IOException {
        Path named = state.resolve("named.db");
        online("put", STORE, "a", "1", "--cache-file", named.toString()).done();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(named))).isEqualTo("rw-------");
    }

    @Test
    @Tag("processes")
    void processesAtTheSameTime_eachHaveTheirWriteDone() throws Exception {
        int processes = 4;
        var runs = new ArrayList<CompletableFuture<CommandRun>>();
        for (int i : IntStream.range(0, processes).toArray()) {
            runs.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return CommandProcess.run(System.getProperty("java.class.path"), environment(server.url().toString()),
                            "increment", STORE, "n");
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (CompletableFuture<CommandRun> run : runs) {
            run.get().done();
        }
        assertThat(store.get("n")).isEqualTo(Value.of(processes));
        assertThat(store.seq()).isEqualTo(processes);
    }
}
