package dev.dust.cli;

import dev.dust.path.Glob;
import dev.dust.value.Types;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dust export}. */
@Command(name = "export", description = "Print all rows that match a pattern, in the order of their paths, one JSON object with"
        + " \"path\", \"type\" and \"value\" a line, as dust import takes them. Leases are left out; of files, there is the"
        + " reference.")
final class ExportCommand extends ReadCommand {
    @Parameters(index = "1", arity = "0..1", paramLabel = "PATTERN", converter = GlobConverter.class, defaultValue = "**",
            description = "Which: a path, with * for any one segment and, at its end, ** for one or more (default: all).")
    private Glob pattern;

    @Override
    int read(Session session) {
        long seq = session.store().status().lastStoreSeq();
        var progress = new Progress(this::say, "exported");
        var count = new long[1];
        Rows.forEach(session.store().committed(), pattern.pattern(), entry -> {
            if (!entry.type().equals(Types.LEASE)) {
                show(Json.render(Json.object("path", entry.path().key(), "type", entry.type(), "value", entry.value())));
                count[0]++;
                progress.at(count[0]);
            }
        });
        say("exported " + count[0] + " rows, as of store_seq " + seq);
        return ExitCode.DONE;
    }
}
