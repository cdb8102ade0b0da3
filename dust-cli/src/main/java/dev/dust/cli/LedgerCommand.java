package dev.dust.cli;

import dev.dust.server.ledger.LedgerException;
import dev.dust.server.postgres.PostgresLedger;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command for whoever runs servers, on the ledger itself, whether servers run or not. */
abstract class LedgerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private JdbcOptions jdbc;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public final Integer call() {
        JdbcDatabase database = jdbc.database(DustCommand.of(spec).variable(JdbcOptions.VARIABLE), spec);
        if (database == null) {
            throw mistake("which database: pass --jdbc, or set " + JdbcOptions.VARIABLE);
        }
        check();
        try (PostgresLedger ledger = database.openLedger()) {
            run(ledger);
            return ExitCode.DONE;
        } catch (IllegalArgumentException wrong) {
            throw mistake(wrong.getMessage());
        } catch (LedgerException failed) {
            throw new Failure(failed.getMessage());
        }
    }

    /** Finds out what is wrong with the arguments; throws {@link #mistake} if something is. */
    void check() {
        // Most arguments are checked one by one.
    }

    abstract void run(PostgresLedger ledger);

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final void print(String line) {
        out().print(line + '\n');
        out().flush();
    }

    /** Says something to people, on standard error. */
    final void say(String line) {
        spec.commandLine().getErr().println(spec.qualifiedName() + ": " + line);
    }

    final Console console() {
        return DustCommand.of(spec).console();
    }

    final ParameterException mistake(@Nullable String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
