package dev.dust.cli;

import dev.dust.StoreStatus;
import picocli.CommandLine.Command;

/** A command that reads a store; without the server, what the cache has. */
@Command(footer = CacheOptions.HELP + "it prints what the cache has, and says so on standard error.")
abstract class ReadCommand extends StoreCommand {

    @Override
    final int run(Session session) {
        if (session.absence() != null) {
            StoreStatus status = session.store().status();
            if (status.lastStoreSeq() == 0 && status.pendingOps() == 0) {
                throw new Failure(ExitCode.UNREACHABLE,
                        session.absence() + "; and there is nothing of this store in the cache yet");
            }
            say(session.absence() + "; this is what the cache has, as of store_seq " + status.lastStoreSeq());
        }
        read(session);
        return ExitCode.DONE;
    }

    /** Reads and prints. */
    abstract void read(Session session);
}
