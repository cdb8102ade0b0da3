package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.metrics.ClientMeter;
import dev.dust.write.OpName;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on operation (docs/operations.md) is as the code has it. */
class OperationsPageTest {
    private final String page = ProjectFiles.read(ProjectFiles.root().resolve("docs/operations.md"));

    @Test
    void page_hasEveryMeter() {
        List<String> rows = Stream.of(ClientMeter.values())
                .map(meter -> "| `" + meter.meterName() + "` | " + meter.kind().name().toLowerCase(Locale.ROOT) + " | "
                        + orNone(meter.unit()) + " | "
                        + orNone(meter.tags().stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(", "))) + " | "
                        + meter.description() + " |")
                .toList();

        assertThat(page.lines().filter(line -> line.startsWith("| `dust."))).containsExactlyElementsOf(rows);
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "none" : text;
    }

    @Test
    void page_hasEveryOp() {
        String ops = Stream.of(OpName.values()).map(op -> "`" + op.wire() + "`").collect(Collectors.joining(", "));

        assertThat(page).contains("| `op` | " + ops + " |");
    }
}
