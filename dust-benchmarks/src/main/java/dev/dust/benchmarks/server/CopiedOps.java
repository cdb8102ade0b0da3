package dev.dust.benchmarks.server;

import dev.dust.benchmarks.program.Program;
import dev.dust.benchmarks.socket.Times;
import dev.dust.server.postgres.PostgresLedgerOptions;
import java.io.OutputStream;
import java.sql.Connection;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Ops a second that {@code COPY} gives out of the tables of {@link CaughtUpOps}, in their order. The same arguments. */
public final class CopiedOps implements Program {
    private static final String COPY = "copy (select seq, op, path, device_id, client_op_id, value, sent from ops order by store_id,"
            + " seq) to stdout";

    /** For the runner. */
    public CopiedOps() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        int ops = Integer.parseInt(arguments.get(0));
        try (var nodes = new Nodes(1); Connection connection = nodes.database().connect()) {
            History.fill(nodes, ops);
            connection.setSchema(PostgresLedgerOptions.defaults().schema());
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            return ops / Times.median(Integer.parseInt(arguments.get(1)), () -> {
                long began = System.nanoTime();
                long rows = copy.copyOut(COPY, OutputStream.nullOutputStream());
                if (rows != ops) {
                    throw new IllegalStateException(rows + " ops, not " + ops);
                }
                return Times.secondsSince(began);
            });
        }
    }
}
