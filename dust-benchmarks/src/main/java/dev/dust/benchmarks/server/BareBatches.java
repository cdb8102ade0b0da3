package dev.dust.benchmarks.server;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.benchmarks.program.Program;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.server.postgres.PostgresLedgerOptions;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.value.Sha256;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * The same rows as {@link AckedOnPostgres} has, a second, in transactions by a connection for each server: the store's row is
 * locked, an op, the row that it replaces and the new row are written for each write of the batch, and the seq is moved. The
 * same arguments: of so many writes under way, each connection has its share in a batch.
 */
public final class BareBatches implements Program {
    private static final String LOCK = "select id, seq from stores where name = ? for update";
    private static final String WRITE = "with w as (select * from unnest(?::int[], ?::bytea[], ?::text[], ?::bytea[], ?::bytea[])"
            + " as w(i, path, value, push, op_id)),"
            + " o as (insert into ops (store_id, seq, op, path, device_id, client_op_id, value, push, ordinal)"
            + " select ?, ? + i, 'set', path, 'dev_a', op_id, value::json, push, 0 from w),"
            + " p as (insert into replaced_rows (store_id, replaced_by, head, tail, rest, revision, type, value)"
            + " select r.store_id, ? + i, r.head, r.tail, r.rest, r.revision, r.type, r.value from w cross join lateral"
            + " (select * from store_rows r where r.store_id = ? and r.head = w.path and r.tail = '' offset 0) r),"
            + " n as (insert into store_rows (store_id, head, tail, rest, revision, type, value)"
            + " select ?, path, '', '', ? + i, 'string', value::json from w"
            + " on conflict (store_id, head, tail) do update set revision = excluded.revision, value = excluded.value)"
            + " update stores set seq = seq + ? where id = ?";

    /** For the runner. */
    public BareBatches() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        int inFlight = Integer.parseInt(arguments.get(1));
        int connections = Math.min(Integer.parseInt(arguments.get(0)), inFlight);
        TestDatabase database = TestPostgres.newDatabase();
        try (var ledger = PostgresLedger.open(database.url(), null, null, PostgresLedgerOptions.defaults())) {
            ledger.make(LocalClient.STORE);
        }
        var written = new LongAdder();
        long warm = System.nanoTime() + nanos(arguments.get(2));
        long end = warm + nanos(arguments.get(3));
        List<Callable<Long>> writers = IntStream.range(0, connections).<Callable<Long>>mapToObj(
                i -> () -> write(database, i, inFlight / connections, warm, end, written)).toList();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            long last = 0;
            for (Future<Long> writer : executor.invokeAll(writers)) {
                last = Math.max(last, writer.get());
            }
            return written.sum() / (1e-9 * (last - warm));
        }
    }

    private static long nanos(String seconds) {
        return (long) (Double.parseDouble(seconds) * 1e9);
    }

    /** Answers when it was done. */
    private static long write(TestDatabase database, int writer, int batch, long warm, long end, LongAdder written)
            throws SQLException {
        try (Connection connection = database.connect()) {
            try (Statement settings = connection.createStatement()) {
                // A planner that takes the store for small would read all of it each time.
                settings.execute(
                        "set enable_seqscan = off; set enable_bitmapscan = off; set plan_cache_mode = force_generic_plan");
            }
            connection.setAutoCommit(false);
            connection.setSchema(PostgresLedgerOptions.defaults().schema());
            try (PreparedStatement lock = connection.prepareStatement(LOCK);
                    PreparedStatement write = connection.prepareStatement(WRITE)) {
                int number = writer * AckedOnPostgres.PATHS / 2;
                while (System.nanoTime() < end) {
                    long began = System.nanoTime();
                    write(connection, lock, write, number, batch);
                    connection.commit();
                    number += batch;
                    written.add(began < warm ? 0 : batch);
                }
            }
        }
        return System.nanoTime();
    }

    private static void write(Connection connection, PreparedStatement lock, PreparedStatement write, int first, int batch)
            throws SQLException {
        lock.setString(1, LocalClient.STORE);
        long store;
        long seq;
        try (ResultSet head = lock.executeQuery()) {
            head.next();
            store = head.getLong(1);
            seq = head.getLong(2);
        }
        var paths = new ArrayList<byte[]>();
        var values = new ArrayList<String>();
        var pushes = new ArrayList<byte[]>();
        var ids = new ArrayList<byte[]>();
        for (int i = 0; i < batch; i++) {
            paths.add(utf8(Data.key((first + i) % AckedOnPostgres.PATHS)));
            values.add('"' + Data.text(first + i) + '"');
            ids.add(utf8("op_%016d".formatted(seq + i)));
            pushes.add(Sha256.digest().digest(ids.getLast()));
        }
        write.setArray(1, connection.createArrayOf("int4", IntStream.rangeClosed(1, batch).boxed().toArray()));
        write.setArray(2, connection.createArrayOf("bytea", paths.toArray(byte[][]::new)));
        write.setArray(3, connection.createArrayOf("text", values.toArray()));
        write.setArray(4, connection.createArrayOf("bytea", pushes.toArray(byte[][]::new)));
        write.setArray(5, connection.createArrayOf("bytea", ids.toArray(byte[][]::new)));
        long[] rest = {store, seq, seq, store, store, seq, batch, store};
        for (int i = 0; i < rest.length; i++) {
            write.setLong(6 + i, rest[i]);
        }
        write.executeUpdate();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
