package dev.dust.testkit.conformance;

import dev.dust.codec.CodecException;
import dev.dust.error.InvalidRequestException;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The scenarios of files: those that can be run, and what is wrong with the others. */
final class ScenarioFile {
    private ScenarioFile() {
    }

    /**
     * A scenario as a file holds it.
     *
     * @param name     its own name, or where it stands if it has none
     * @param scenario null if it is none
     * @param problem  why it is none; null if it is one
     */
    record Found(String name, @Nullable Scenario scenario, @Nullable String problem) {

        private static Found in(String where, Value value) {
            MapValue object = Json.object(value);
            String own = object == null ? null : Json.string(object.get("name"));
            String name = own == null ? where : own;
            try {
                return new Found(name, Scenario.read(value), null);
            } catch (ScenarioFailure | InvalidRequestException malformed) {
                return broken(name, malformed.getMessage());
            }
        }

        private static Found broken(String name, @Nullable String problem) {
            return new Found(name, null, problem);
        }
    }

    /** The scenarios of a file, or of all {@code .json} files in and below a folder in the order of their paths. */
    static List<Found> read(Path fileOrFolder) {
        if (!Files.isDirectory(fileOrFolder)) {
            return readFile(fileOrFolder);
        }
        try (Stream<Path> all = Files.walk(fileOrFolder)) {
            List<Path> files = all.filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file)).sorted()
                    .toList();
            return files.isEmpty()
                    ? List.of(Found.broken(fileOrFolder.toString(), "there is no .json file in this folder"))
                    : files.stream().flatMap(file -> readFile(file).stream()).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(Found.broken(fileOrFolder.toString(), "cannot be read: " + e.getMessage()));
        }
    }

    private static List<Found> readFile(Path file) {
        if (!Files.exists(file)) {
            return List.of(Found.broken(file.toString(), "there is no such file"));
        }
        try {
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            return List.of(Found.broken(file.toString(), "cannot be read: " + e.getMessage()));
        }
    }

    /** The scenarios of a text: of one object, or of a list of them. */
    static List<Found> parse(String where, byte[] text) {
        Value content;
        try {
            content = Json.parse(text);
        } catch (CodecException e) {
            return List.of(Found.broken(where, "is not JSON: " + e.getMessage()));
        }
        if (!(content instanceof ListValue(List<Value> items))) {
            return List.of(Found.in(where, content));
        }
        if (items.isEmpty()) {
            return List.of(Found.broken(where, "holds no scenario"));
        }
        var found = new ArrayList<Found>();
        for (Value item : items) {
            found.add(Found.in(where + "[" + found.size() + "]", item));
        }
        return found;
    }
}
