package dev.dust.cli;

import dev.dust.path.DustPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust rollback}. */
@Command(name = "rollback",
        description = "Have the server write again what was at and below a path after an earlier op of the store, or with --all what"
                + " all of the store held then. Prints whether anything differed. The numbers of ops are those that dust put"
                + " and dust watch --op print as \"store_seq\".")
final class RollbackCommand extends StoreCommand {
    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", converter = PathConverter.class,
            description = "The path; none with --all.")
    private @Nullable DustPath path;
    @Option(names = "--to-seq", required = true, paramLabel = "SEQ",
            description = "The number of the op; 0 for before the first.")
    private long seq;
    @Option(names = "--all", description = "All of the store.")
    private boolean all;

    @Override
    void check() {
        if (all == (path != null)) {
            throw mistake(all ? "either a path or --all" : "a path is needed, or --all for all of the store");
        }
        if (seq < 0) {
            throw mistake("--to-seq is 0 or more, not " + seq);
        }
    }

    @Override
    int run(Session session) throws InterruptedException {
        session.requireServer();
        print(Json.object("changed", Session.answer(path == null
                ? session.store().rollback(seq)
                : session.store().at(path).rollback(seq))));
        return ExitCode.DONE;
    }
}
