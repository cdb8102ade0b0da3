package dev.dust.cli;

import dev.dust.StoreStatus;
import dev.dust.value.Value;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command that reads a store; without the server, what the cache has. */
@Command(footer = CacheOptions.HELP + "it prints what the cache has, and says so on standard error.")
abstract class ReadCommand extends StoreCommand {
    @Mixin
    private PrettyOptions pretty;

    @Override
    final void prepare(Session session) {
        session.answerAtOnce();
    }

    @Override
    final int run(Session session) {
        if (session.absence() != null) {
            StoreStatus status = session.store().status();
            if (status.lastStoreSeq() == 0 && status.pendingOps() == 0) {
                throw new Failure(ExitCode.UNREACHABLE,
                        session.absence() + "; and there is nothing of this store in the cache yet");
            }
            say(session.absence() + "; this is what the cache has, as of store_seq " + status.lastStoreSeq()
                    + asOf(session.age()));
        }
        return read(session);
    }

    private static String asOf(@Nullable Duration age) {
        if (age == null) {
            return "";
        }
        long minutes = age.toMinutes();
        if (minutes < 1) {
            return ", " + count(age.toSeconds(), "second") + " old";
        }
        if (age.toHours() < 2) {
            return ", " + count(minutes, "minute") + " old";
        }
        return ", " + (age.toDays() < 2 ? count(age.toHours(), "hour") : count(age.toDays(), "day")) + " old";
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
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
