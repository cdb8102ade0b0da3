package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.PageOptions;
import dev.dust.path.DustPath;
import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust range}. */
@Command(name = "range", description = "Print a page of the rows between two paths, and the cursor of the next page.")
final class RangeCommand extends PageCommand {
    /** What of the rows. */
    enum Select {
        ENTRIES, KEYS
    }

    @Parameters(index = "1", paramLabel = "FROM", converter = PathConverter.class, description = "The first path, inclusive.")
    private DustPath from;
    @Parameters(index = "2", paramLabel = "TO", converter = PathConverter.class, description = "The last path, exclusive.")
    private DustPath to;
    @Option(names = "--select", paramLabel = "entries|keys", defaultValue = "entries",
            description = "Whole rows, or their paths alone (default: ${DEFAULT-VALUE}).")
    private Select select;

    @Override
    @Nullable
    String show(DustStore store, PageOptions options) {
        return switch (select) {
            case ENTRIES -> show(store.range(from.key(), to.key(), options), EntryCommand::row);
            case KEYS -> show(store.rangeKeys(from.key(), to.key(), options), Value::of);
        };
    }
}
