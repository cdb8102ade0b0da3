package dev.dust.cli.chaos;

import dev.dust.cli.chaos.history.ServerHistory;
import dev.dust.cli.chaos.history.Violation;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.server.postgres.PostgresLedgerOptions;
import dev.dust.testkit.postgres.PrivatePostgres;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/** Several servers on a PostgreSQL of their own. Who connects is sent to one after the other, as by what balances load. */
final class NodesOnPostgres implements Backend {
    private static final int PIECE = 1_000;
    private static final long BETWEEN_CUTS_MILLIS = 50;
    /** In between there is a database, so that there is work for things to go wrong with. */
    private static final long REST_MILLIS = 5_000;
    private static final String END_SESSIONS = "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()";
    private static final String END_LISTENERS = END_SESSIONS + " and query ilike 'listen%'";

    private final String store;
    private final PrivatePostgres postgres;
    private final TestDatabase database;
    private final List<NodeMember> nodes;
    private final List<NodeWatch> watches;
    private final Semaphore shared = new Semaphore(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger next = new AtomicInteger();

    NodesOnPostgres(Path directory, String store, int count) {
        this.store = store;
        postgres = TestPostgres.privateServer();
        database = postgres.newDatabase();
        nodes = IntStream.rangeClosed(1, count).mapToObj(number -> new NodeMember(directory, number, database.url())).toList();
        watches = nodes.stream().map(node -> new NodeWatch(node.toString(), node::port, store)).toList();
    }

    @Override
    public String description() {
        return nodes.size() + " nodes on one PostgreSQL";
    }

    @Override
    public void start() throws InterruptedException {
        for (NodeMember node : nodes) {
            node.start();
        }
        watches.forEach(NodeWatch::start);
    }

    @Override
    public List<NodeMember> servers() {
        return nodes;
    }

    @Override
    public IntSupplier port() {
        return () -> nodes.get(Math.floorMod(next.getAndIncrement(), nodes.size())).port();
    }

    /** History is not forgotten: it is what all is compared with. */
    @Override
    public Set<Fault> faults() {
        var all = EnumSet.allOf(Fault.class);
        all.removeIf(Fault::needsCalm);
        return all;
    }

    @Override
    public Semaphore shared() {
        return shared;
    }

    @Override
    public void happen(Fault fault, Duration hold) throws InterruptedException {
        switch (fault) {
            case KILL_DATABASE -> {
                postgres.kill();
                Thread.sleep(hold.dividedBy(2));
                postgres.start();
            }
            case STOP_DATABASE -> {
                postgres.stop();
                Thread.sleep(hold.dividedBy(2));
                postgres.start();
            }
            case HALT_DATABASE -> {
                postgres.pause();
                Thread.sleep(hold);
                postgres.resume();
            }
            case END_SESSIONS -> database.execute(END_SESSIONS);
            case CUT_LISTEN -> {
                long end = System.nanoTime() + hold.toNanos();
                while (System.nanoTime() - end < 0) {
                    database.execute(END_LISTENERS);
                    Thread.sleep(BETWEEN_CUTS_MILLIS);
                }
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
        Thread.sleep(REST_MILLIS);
    }

    @Override
    public void compact() {
        throw new IllegalStateException("the history of nodes is not forgotten");
    }

    @Override
    public String progress() {
        return "up to " + watches.stream().mapToLong(NodeWatch::heard).max().orElse(0) + " ops of history";
    }

    @Override
    public ServerHistory history() {
        try (PostgresLedger ledger = PostgresLedger.open(database.url(), null, null, PostgresLedgerOptions.defaults())) {
            StoreLedger found = ledger.find(store);
            if (found == null) {
                return ServerHistory.of(List.of());
            }
            var events = new ArrayList<Event>();
            History piece = found.after(0, PIECE);
            while (!piece.events().isEmpty()) {
                if (piece.fromSeq() > events.size()) {
                    throw new IllegalStateException("the ledger has forgotten ops up to " + piece.fromSeq());
                }
                events.addAll(piece.events());
                piece = found.after(events.size(), PIECE);
            }
            return ServerHistory.of(events);
        }
    }

    @Override
    public List<Violation> findings() throws IOException, InterruptedException {
        ServerHistory history = history();
        var findings = new ArrayList<Violation>();
        for (NodeWatch watch : watches) {
            findings.addAll(watch.compare(history));
        }
        return findings;
    }

    @Override
    public void end() throws InterruptedException {
        for (NodeMember node : nodes) {
            node.end();
        }
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            watches.forEach(NodeWatch::close);
            nodes.forEach(Member::close);
            postgres.close();
        }
    }
}
