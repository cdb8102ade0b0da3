package dev.dust.cli;

import dev.dust.codec.CodecException;
import dev.dust.server.RowWriter;
import dev.dust.server.web.Server;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.Retention;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.value.Types;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust store}. */
@Command(name = "store", description = "Look after stores in a PostgreSQL, without a server or beside those that run.",
        subcommands = {StoresCommand.Create.class, StoresCommand.ListAll.class, StoresCommand.Archive.class,
                StoresCommand.Compact.class, StoresCommand.Export.class, StoresCommand.Import.class})
final class StoresCommand extends CommandGroup {
    /** A command on one store. */
    abstract static class OfStore extends LedgerCommand {
        @Parameters(index = "0", paramLabel = "STORE", description = "The store: org/name.")
        private String store;

        final String store() {
            return store;
        }

        final StoreLedger find(PostgresLedger ledger) {
            StoreLedger found = ledger.find(store);
            if (found == null) {
                throw new Failure("there is no store " + store);
            }
            return found;
        }
    }

    /** {@code dust store create}. */
    @Command(name = "create", description = "Make a store if it is missing, and say how much of its history is kept.")
    static final class Create extends OfStore {
        @Option(names = "--keep-ops", paramLabel = "N",
                description = "Keep so many ops at most (default: what each server is told, or 100000).")
        private Long ops;
        @Option(names = "--keep-for", paramLabel = "DURATION", converter = DurationConverter.class,
                description = "Keep ops for so long at most, " + DurationConverter.FORM
                        + " (default: what each server is told, or 7d).")
        private @Nullable Duration age;

        @Override
        void check() {
            if (ops != null && ops < 0) {
                throw mistake("--keep-ops: at least 0, not " + ops);
            }
        }

        @Override
        void run(PostgresLedger ledger) {
            Server.checkStoreName(store());
            ledger.make(store());
            if (ops != null || age != null) {
                ledger.keep(store(), ops, age);
            }
        }
    }

    /** {@code dust store list}. */
    @Command(name = "list", description = "Print what stores there are, one JSON object a line.")
    static final class ListAll extends LedgerCommand {
        @Override
        void run(PostgresLedger ledger) {
            for (String name : ledger.stores()) {
                StoreLedger store = ledger.find(name);
                if (store != null) {
                    Head head = store.head();
                    print(Json.render(Json.object("name", name, "store_seq", head.seq(), "compacted_seq", head.compactedSeq(),
                            "rows", head.rows(), "archived", head.archived())));
                }
            }
        }
    }

    /** {@code dust store archive}. */
    @Command(name = "archive", description = "Archive a store, for good: it can still be read, and not be written.")
    static final class Archive extends OfStore {
        @Override
        void run(PostgresLedger ledger) {
            find(ledger).archive();
        }
    }

    /** {@code dust store compact}. */
    @Command(name = "compact", description = "Forget a store's history now, but for its last ops. Rows stay.")
    static final class Compact extends OfStore {
        @Option(names = "--keep-ops", paramLabel = "N", defaultValue = "0",
                description = "So many ops stay (default: ${DEFAULT-VALUE}).")
        private long ops;

        @Override
        void check() {
            if (ops < 0) {
                throw mistake("--keep-ops: at least 0, not " + ops);
            }
        }

        @Override
        void run(PostgresLedger ledger) {
            StoreLedger store = find(ledger);
            ledger.compact(store.name(), ops, Retention.defaults().resends());
        }
    }

    /** {@code dust store export}. */
    @Command(name = "export",
            description = "Print all rows of a store as of one moment, one JSON object with \"path\", \"type\""
                    + " and \"value\" a line. Leases are left out; of files, there is the reference.")
    static final class Export extends OfStore {
        @Override
        void run(PostgresLedger ledger) {
            long count = 0;
            try (Snapshot now = find(ledger).snapshot(); Stream<KeyedRow> rows = now.rows()) {
                for (KeyedRow row : (Iterable<KeyedRow>) rows::iterator) {
                    if (!row.row().type().equals(Types.LEASE)) {
                        out().print(Json.render(Json.object("path", row.key(), "type", row.row().type(), "value",
                                row.row().value())) + '\n');
                        count++;
                    }
                }
                out().flush();
                say("exported " + count + " rows, as of store_seq " + now.seq());
            }
        }
    }

    /** {@code dust store import}. */
    @Command(name = "import", description = "Write rows as they are exported, one a line, into a store that is made if it is"
            + " missing. Rows that are not named stay. The types of rows come from their values: what was a set is a list then, and"
            + " a counter a number, which dust import brings back.")
    static final class Import extends OfStore {
        private static final int AT_ONCE = 500;

        @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", defaultValue = "-",
                description = "The file; - for standard input, which is the default.")
        private String file;

        private long written;

        @Override
        void check() {
            String flaw = InputFile.flaw(file);
            if (flaw != null) {
                throw mistake(flaw);
            }
        }

        @Override
        void run(PostgresLedger ledger) {
            Server.checkStoreName(store());
            var writer = new RowWriter(ledger.make(store()));
            var progress = new Progress(this::say, "imported");
            List<RowWriter.Row> rows = new ArrayList<>();
            List<Long> numbers = new ArrayList<>();
            try (RowLines lines = new RowLines(file, console(), 1)) {
                for (String line = next(lines); line != null; line = next(lines)) {
                    rows.add(parse(line, lines.number()));
                    numbers.add(lines.number());
                    if (rows.size() == AT_ONCE) {
                        write(writer, rows, numbers);
                        progress.at(written);
                    }
                }
                write(writer, rows, numbers);
            } catch (IOException broken) {
                throw new Failure(file + " cannot be read: " + Failure.why(broken) + "; written are " + written + " rows");
            }
            say("imported " + written + (written == 1 ? " row" : " rows"));
        }

        private @Nullable String next(RowLines lines) throws IOException {
            try {
                return lines.next();
            } catch (CodecException wrong) {
                throw ended(lines.number(), wrong.getMessage());
            }
        }

        private RowWriter.Row parse(String line, long number) {
            try {
                RowLines.Row row = RowLines.Row.of(line);
                return new RowWriter.Row(row.path(), row.value());
            } catch (CodecException wrong) {
                throw ended(number, wrong.getMessage());
            }
        }

        private void write(RowWriter writer, List<RowWriter.Row> rows, List<Long> numbers) {
            if (rows.isEmpty()) {
                return;
            }
            List<@Nullable String> reasons = writer.write(rows);
            written += reasons.stream().filter(Objects::isNull).count();
            for (int i = 0; i < reasons.size(); i++) {
                String reason = reasons.get(i);
                if (reason != null) {
                    throw ended(numbers.get(i), reason);
                }
            }
            rows.clear();
            numbers.clear();
        }

        private Failure ended(long line, @Nullable String why) {
            return new Failure("line " + line + ": " + why + "; written are " + written
                    + " rows: mend it and import all again, which does no harm");
        }
    }
}
