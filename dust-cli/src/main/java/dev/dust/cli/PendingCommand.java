package dev.dust.cli;

import dev.dust.PendingWrite;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code dust pending}. */
@Command(name = "pending",
        description = "Print the writes that wait in the cache for the server, one JSON object a line, oldest"
                + " first. Sends nothing, and does not ask the server.")
final class PendingCommand extends StoreCommand {

    @Override
    boolean connects() {
        return false;
    }

    @Override
    OutboxUse outboxUse() {
        return OutboxUse.WRITES;
    }

    @Override
    int run(Session session) {
        for (PendingWrite write : session.store().pending()) {
            print(Json.object("client_op_id", write.opId(), "op", write.op().wire(), "path", write.path().key(), "value",
                    write.operand().value(), "since", write.since().toString(), "why",
                    write.why().name().toLowerCase(Locale.ROOT)));
        }
        return ExitCode.DONE;
    }
}
