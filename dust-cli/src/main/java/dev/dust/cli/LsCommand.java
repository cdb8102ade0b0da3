package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.PageOptions;
import dev.dust.path.DustPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust ls}. */
@Command(name = "ls", description = "Print the names right below a path, one a line; those with more below them end with a /.")
final class LsCommand extends ReadCommand {
    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", converter = PathConverter.class,
            description = "Below what (default: the whole store).")
    private @Nullable DustPath path;
    @Option(names = {"-l", "--long"}, description = "Print type and revision before each name.")
    private boolean isLong;

    @Override
    int read(Session session) {
        DustStore store = session.store();
        String parent = path == null ? "" : path.key() + "/";
        var any = new boolean[1];
        Rows.forEachPrefix(store, parent + "**", child -> {
            any[0] = true;
            boolean isBranch = !store.keys(child + "/**", PageOptions.defaults().limit(1)).items().isEmpty();
            show(line(store, child, child.substring(parent.length()), isBranch));
        });
        if (any[0] || path == null) {
            return ExitCode.DONE;
        }
        // As ls does with the name of a file.
        if (store.at(path).entry().isEmpty()) {
            throw new Failure(ExitCode.NOT_FOUND, "there is nothing at " + path + Nearest.meant(path, session.store()));
        }
        show(line(store, path.key(), path.key(), false));
        return ExitCode.DONE;
    }

    private String line(DustStore store, String key, String name, boolean isBranch) {
        String shown = isBranch ? name + "/" : name;
        if (!isLong) {
            return shown;
        }
        Entry entry = store.entry(key).orElseThrow(() -> new Failure("the store changed meanwhile: try again"));
        String revision = entry.revision().isPresent() ? Long.toString(entry.revision().getAsLong()) : "-";
        return "%-9s %9s %s".formatted(entry.type(), revision, shown);
    }
}
