package dev.dust.benchmarks.postgres;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.postgres.PostgresCache;
import dev.dust.adapter.postgres.PostgresOptions;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.benchmarks.heap.PeakHeap;
import dev.dust.benchmarks.program.Program;
import java.util.List;
import java.util.stream.Stream;

/**
 * The smallest heap, in MiB, in which a client reads all rows of a store in PostgreSQL as a stream. Arguments: how many rows,
 * how exactly.
 */
public final class StreamPeak implements Program {

    /** For the runner. */
    public StreamPeak() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        return measure(arguments, Client.class);
    }

    /** The same of another program, which is told the URL, the schema, and how many rows there are. */
    static double measure(List<String> arguments, Class<?> reader) throws Exception {
        int rows = Integer.parseInt(arguments.getFirst());
        try (var postgres = new Postgres()) {
            try (LocalClient client = LocalClient.online(postgres.cache())) {
                client.fill(Data.rows(rows));
            }
            return new PeakHeap(reader, List.of(postgres.url(), postgres.schema(), arguments.getFirst()))
                    .inMebibytes(Double.parseDouble(arguments.get(1)));
        }
    }

    /** The client. */
    public static final class Client {
        private Client() {
        }

        /** Runs it. */
        public static void main(String[] args) {
            var cache = PostgresCache.connect(args[0], null, null, new JacksonCodecs(),
                    PostgresOptions.defaults().schema(args[1]));
            try (LocalClient client = LocalClient.offline(cache);
                    Stream<String> all = client.store().list("users/*/*", String.class).stream()) {
                if (all.count() != Long.parseLong(args[2])) {
                    throw new IllegalStateException("rows are missing");
                }
            }
        }
    }
}
