package dev.dust.cli;

import dev.dust.path.DustPath;
import dev.dust.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dust get-many}. */
@Command(name = "get-many", description = "Print the values at several paths, all of one moment, as one object by path. Paths"
        + " without a value are left out and named on standard error, and the exit code says so.")
final class GetManyCommand extends ReadCommand {
    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", converter = PathConverter.class,
            description = "Which, 1,000 at most.")
    private List<DustPath> paths;

    @Override
    int read(Session session) {
        List<String> keys = paths.stream().map(DustPath::key).distinct().toList();
        Map<String, Reading> values = session.store().getMany(keys);
        var fields = new ArrayList<Object>();
        for (String key : keys) {
            Reading reading = values.get(key);
            if (reading != null) {
                fields.addAll(List.of(key, reading.value()));
            }
        }
        show(Json.object(fields.toArray()));
        List<String> missing = keys.stream().filter(key -> !values.containsKey(key)).toList();
        missing.forEach(key -> say("there is nothing at " + key));
        return missing.isEmpty() ? ExitCode.DONE : ExitCode.NOT_FOUND;
    }
}
