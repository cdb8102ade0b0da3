package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.PageOptions;
import dev.dust.path.Glob;
import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust enum}. */
@Command(name = "enum", description = "Print a page of what matches a pattern, and the cursor of the next page.")
final class EnumCommand extends PageCommand {
    /** What of the rows. */
    enum Select {
        ENTRIES, KEYS, PREFIXES
    }

    @Parameters(index = "1", paramLabel = "PATTERN", converter = GlobConverter.class,
            description = "A path, with * for any one segment and, at its end, ** for one or more. Quote it, for the shell.")
    private Glob pattern;
    @Option(names = "--select", paramLabel = "entries|keys|prefixes", defaultValue = "entries",
            description = "Whole rows, their paths alone, or the distinct heads of the paths, as long as a pattern that ends "
                    + "with ** (default: ${DEFAULT-VALUE}).")
    private Select select;

    @Override
    void check() {
        super.check();
        if (select == Select.PREFIXES && !pattern.isPrefixPattern()) {
            throw mistake("prefixes need a pattern that ends with **, not " + pattern.pattern());
        }
    }

    @Override
    @Nullable
    String show(DustStore store, PageOptions options) {
        return switch (select) {
            case ENTRIES -> show(store.entries(pattern.pattern(), options), EntryCommand::row);
            case KEYS -> show(store.keys(pattern.pattern(), options), Value::of);
            case PREFIXES -> show(store.prefixes(pattern.pattern(), options), Value::of);
        };
    }
}
