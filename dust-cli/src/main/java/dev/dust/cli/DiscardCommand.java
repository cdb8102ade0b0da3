package dev.dust.cli;

import dev.dust.PendingWrite;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust discard}. */
@Command(name = "discard", description = "Take writes back that wait in the cache for the server, and print their ids. One that"
        + " was sent already may have taken effect all the same. Does not ask the server.")
final class DiscardCommand extends StoreCommand {
    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ID",
            description = "Which: a client_op_id that dust pending prints.")
    private List<String> ids = List.of();
    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Override
    boolean connects() {
        return false;
    }

    @Override
    void check() {
        if (all == !ids.isEmpty()) {
            throw mistake("name writes by their ID, or say --all");
        }
    }

    @Override
    OutboxUse outboxUse() {
        return OutboxUse.WRITES;
    }

    @Override
    int run(Session session) {
        List<String> chosen = all ? session.store().pending().stream().map(PendingWrite::opId).toList() : ids;
        int exitCode = ExitCode.DONE;
        for (String id : chosen) {
            if (session.store().pending().stream().anyMatch(write -> write.opId().equals(id) && write.discard())) {
                print(Json.object("discarded", id));
            } else {
                say("no write waits that is called " + id);
                exitCode = ExitCode.NOT_FOUND;
            }
        }
        return exitCode;
    }
}
