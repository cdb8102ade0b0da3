package dev.dust.cli;

import dev.dust.Entry;
import dev.dust.path.DustPath;
import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dust entry}. */
@Command(name = "entry",
        description = "Print a row and what is known of it: its type, its revision for --if-match, when it came,"
                + " and whether a write waits there.")
final class EntryCommand extends ReadCommand {
    @Parameters(index = "1", paramLabel = "PATH", converter = PathConverter.class, description = "Which.")
    private DustPath path;

    @Override
    int read(Session session) {
        Entry entry = session.store().at(path).entry()
                .orElseThrow(() -> new Failure(ExitCode.NOT_FOUND,
                        "there is nothing at " + path + Nearest.meant(path, session.store())));
        show(Json.object("path", entry.path().key(), "value", entry.value(), "type", entry.type(), "revision", revision(entry),
                "synced_at", entry.syncedAt() == null ? null : entry.syncedAt().toString(), "pending", entry.pending()));
        return ExitCode.DONE;
    }

    /** A row as a page of several has it. */
    static Value row(Entry entry) {
        return Json.object("path", entry.path().key(), "value", entry.value(), "type", entry.type(), "revision",
                revision(entry));
    }

    private static @Nullable Long revision(Entry entry) {
        return entry.revision().isPresent() ? entry.revision().getAsLong() : null;
    }
}
