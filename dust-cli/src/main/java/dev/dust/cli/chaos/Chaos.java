package dev.dust.cli.chaos;

import dev.dust.cli.chaos.client.ClientConfig;
import dev.dust.cli.chaos.client.ClientMain;
import dev.dust.cli.chaos.history.Checker;
import dev.dust.cli.chaos.history.Life;
import dev.dust.cli.chaos.history.Run;
import dev.dust.cli.chaos.history.ServerHistory;
import dev.dust.cli.chaos.history.Violation.Rule;
import dev.dust.cli.chaos.history.Violation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One run: processes begin, things go wrong for a while, everybody comes to rest, and what was written down is checked. */
public final class Chaos {
    /** How many clients work at a time with a server alone. */
    public static final int CLIENTS = 4;
    /** How many do with several nodes. */
    public static final int CLIENTS_OF_NODES = 5;

    private static final String STORE = "chaos/test";
    private static final int MOST_SHOWN = 20;
    private static final Duration LEAST_BETWEEN_LINES = Duration.ofSeconds(5);
    private static final int LINES = 20;

    private final ChaosOptions options;
    private final Path directory;
    private final PrintWriter out;
    private final Journals journals;
    private final Backend backend;
    private final List<ClientMember> clients;
    private final FaultRunner faults;

    private Chaos(ChaosOptions options, Path directory, PrintWriter out) {
        this.options = options;
        this.directory = directory;
        this.out = out;
        journals = new Journals(directory);
        backend = options.nodes() == 0
                ? new OneServer(directory, STORE)
                : new NodesOnPostgres(directory, STORE, options.nodes());
        clients = new ArrayList<>(IntStream.range(0, clientCount()).mapToObj(i -> client(i, true)).toList());
        faults = new FaultRunner(backend, List.copyOf(clients));
    }

    private int clientCount() {
        return options.nodes() == 0 ? CLIENTS : CLIENTS_OF_NODES;
    }

    /** Those of odd numbers speak MessagePack. The last one has a cache of its own in any case. */
    private ClientMember client(int number, boolean working) {
        var like = new ClientConfig(0, options.seed(), working, null, STORE, null, number % 2 == 1,
                isAlone(number) ? null : options.database(),
                isAlone(number) || !options.inFile() ? null : directory.resolve("cache.db").toString());
        return new ClientMember(directory, journals, like, backend.port());
    }

    private boolean isAlone(int number) {
        return number == clientCount() - 1;
    }

    private String caches() {
        String kind = options.inFile() ? "SQLite" : "PostgreSQL";
        return options.inFile() || options.database() != null
                ? clientCount() - 1 + " of them share one in " + kind
                : "each with a cache in memory";
    }

    /**
     * Runs, in a new directory for temporary files, which stays if something is wrong. Needs the command {@code kill}.
     *
     * @param out gets a line with the plan, one now and then, and at last {@code chaos: OK} or what is wrong
     * @return whether every rule was kept
     * @throws IOException if files cannot be written or read
     */
    public static boolean run(ChaosOptions options, PrintWriter out) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("dust-chaos-");
        var chaos = new Chaos(options, directory, out);
        List<Violation> violations;
        var hook = new Thread(chaos::close, "chaos-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            violations = chaos.run();
        } finally {
            chaos.close();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        chaos.conclude(violations);
        return violations.isEmpty();
    }

    private List<Violation> run() throws IOException, InterruptedException {
        tell("seed %d, %.1f minutes: %s, %d clients (%s), and what goes between them", options.seed(),
                options.time().toMillis() / 60_000.0, backend.description(), clientCount(), caches());
        var violations = new ArrayList<Violation>();
        Set<Integer> ended = new HashSet<>();
        try {
            backend.start();
            clients.forEach(ClientMember::start);
            letThingsGoWrong();
            comeToRest(ended);
        } catch (Failed failed) {
            violations.add(new Violation(Rule.LIVENESS, failed.getMessage()));
        }
        faults.failures().forEach(failure -> violations.add(new Violation(Rule.LIVENESS, failure)));
        ServerHistory history = backend.history();
        violations.addAll(backend.findings());
        end(violations);
        close();
        List<Life> lives = journals.read(ended);
        var run = new Run(history, lives, ClientMain.LEASE_TTL.toMillis());
        violations.addAll(Checker.check(run));
        tell("%s", run.figures());
        tell("faults: %s; messages repeated: %d", faults(),
                clients.stream().mapToLong(client -> client.gate().repetitions()).sum());
        return violations;
    }

    private void end(List<Violation> violations) throws InterruptedException {
        try {
            backend.end();
        } catch (Failed failed) {
            violations.add(new Violation(Rule.LIVENESS, failed.getMessage()));
        }
    }

    private String faults() {
        return faults.counts().entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private void letThingsGoWrong() throws IOException, InterruptedException {
        var plan = new FaultPlan(options.seed(), backend.faults(), clientCount(), backend.servers().size());
        long begin = System.nanoTime();
        long end = begin + options.time().toNanos();
        long between = Math.max(LEAST_BETWEEN_LINES.toNanos(), options.time().toNanos() / LINES);
        long nextLine = begin + between;
        while (System.nanoTime() - end < 0) {
            FaultPlan.Planned planned = plan.next();
            Thread.sleep(planned.pause());
            faults.begin(planned);
            if (System.nanoTime() - nextLine >= 0) {
                nextLine += between;
                tell("after %d s: %s, %d faults", (System.nanoTime() - begin) / 1_000_000_000L,
                        backend.progress(), faults.counts().values().stream().mapToInt(i -> i).sum());
            }
        }
    }

    /** Everybody finishes, and what was left behind in outboxes is sent; then all show their rows. */
    private void comeToRest(Set<Integer> ended) throws IOException, InterruptedException {
        faults.end();
        for (ClientMember client : clients) {
            client.open();
        }
        takeWhatIsLeft();
        for (ClientMember client : clients) {
            client.process().tell("finish");
        }
        for (ClientMember client : clients) {
            client.expect("settled");
        }
        long last = backend.history().lastSeq();
        for (ClientMember client : clients) {
            client.process().tell("mirror " + last);
        }
        for (ClientMember client : clients) {
            client.expect("mirrored");
            client.end();
            ended.add(client.life());
        }
    }

    /** Outboxes whose process was killed, while another one took over somebody else's, wait for the next to start. */
    private void takeWhatIsLeft() throws IOException, InterruptedException {
        Set<Integer> alive = clients.stream().map(ClientMember::life).collect(Collectors.toSet());
        int left = journals.devicesLeft(alive).size();
        for (int i = 0; i < left; i++) {
            ClientMember late = client(0, false);
            clients.add(late);
            late.start();
            late.open();
        }
    }

    private void conclude(List<Violation> violations) throws IOException {
        for (Violation violation : violations.subList(0, Math.min(MOST_SHOWN, violations.size()))) {
            tell("%s", violation);
        }
        if (violations.isEmpty()) {
            delete(directory);
            tell("OK");
        } else {
            tell("%d violations of seed %d; what was written down is in %s", violations.size(), options.seed(), directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private void tell(String format, Object... arguments) {
        out.print("chaos: " + String.format(Locale.ROOT, format, arguments) + '\n');
        out.flush();
    }

    private void close() {
        clients.forEach(client -> {
            client.close();
            client.gate().close();
        });
        backend.close();
    }
}
