package dev.dust.cli;

import dev.dust.StoreStatus;
import dev.dust.value.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command that reads a store; without the server, what the cache has. */
@Command(footer = CacheOptions.HELP + "it prints what the cache has, and says so on standard error.")
abstract class ReadCommand extends StoreCommand {
    @Mixin
    private PrettyOptions pretty;

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
        return read(session);
    }

    /**
     * Reads and prints.
     *
     * @return the exit code
     */
    abstract int read(Session session);

    /**
     * Prints a value as the options say.
     *
     * @throws OutputLost if it cannot be written
     */
    final void show(Value value) {
        pretty.print(value);
    }

    /**
     * Prints a line of text.
     *
     * @throws OutputLost if it cannot be written
     */
    final void show(String line) {
        out().print(line + '\n');
        if (out().checkError()) {
            throw new OutputLost();
        }
    }
}
