package dev.dust.cli;

import dev.dust.codec.CodecException;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The servers that somebody has logged in to, in a file that nobody else may read. */
final class Contexts {
    /** The environment variable that names the one to use. */
    static final String VARIABLE = "DUST_CONTEXT";

    private final @Nullable Path file;
    private final Map<String, Context> contexts = new TreeMap<>();
    private @Nullable String current;

    private Contexts(@Nullable Path file) {
        this.file = file;
    }

    /**
     * Reads them.
     *
     * @throws Failure if the file cannot be read
     */
    static Contexts read(Console console) {
        Path file = file(console);
        var contexts = new Contexts(file);
        if (file == null) {
            return contexts;
        }
        try {
            if (Json.parse(Files.readString(file)) instanceof MapValue map) {
                contexts.take(map);
                return contexts;
            }
        } catch (NoSuchFileException none) {
            return contexts;
        } catch (IOException e) {
            throw new Failure("the contexts in " + file + " cannot be read: " + Failure.why(e));
        } catch (CodecException broken) {
            // Told below.
        }
        throw new Failure("the contexts in " + file + " cannot be read: it is not what dust login writes");
    }

    /** Where they are; null where there is no home. */
    private static @Nullable Path file(Console console) {
        for (var place : List.of(List.of("XDG_CONFIG_HOME", ""), List.of("APPDATA", ""), List.of("HOME", ".config"))) {
            String folder = console.variable(place.getFirst());
            if (folder != null) {
                return Path.of(folder, place.getLast(), "dust", "contexts.json");
            }
        }
        return null;
    }

    private void take(MapValue map) {
        current = map.get("current") instanceof TextValue(String name) ? name : null;
        if (map.get("contexts") instanceof MapValue all && all.toPlain() instanceof Map<?, ?> plain) {
            plain.forEach((name, each) -> {
                Context context = Context.of((String) name, Value.from(each));
                if (context != null) {
                    contexts.put((String) name, context);
                }
            });
        }
    }

    /** All, by name. */
    List<Context> all() {
        return List.copyOf(contexts.values());
    }

    /** The one that is used if nobody says which; null for none. */
    @Nullable
    Context current() {
        return current == null ? null : contexts.get(current);
    }

    /**
     * The one of a name.
     *
     * @throws Failure if there is none
     */
    Context named(String name) {
        Context named = contexts.get(name);
        if (named == null) {
            throw new Failure(ExitCode.USAGE, "there is no context " + name + Nearest.meant(name, contexts.keySet())
                    + "; dust login makes one");
        }
        return named;
    }

    /** Keeps one, and uses it from now on. */
    void put(Context context) {
        contexts.put(context.name(), context);
        current = context.name();
        write();
    }

    /** Uses another one from now on. */
    void use(String name) {
        current = named(name).name();
        write();
    }

    /** Forgets one, and its token. */
    void remove(String name) {
        contexts.remove(named(name).name());
        if (name.equals(current)) {
            current = null;
        }
        write();
    }

    private void write() {
        if (file == null) {
            throw new Failure("there is no place to keep contexts: set HOME or XDG_CONFIG_HOME");
        }
        var fields = new ArrayList<Object>();
        contexts.forEach((name, context) -> fields.addAll(List.of(name, context.json())));
        Value all = Json.object("current", current, "contexts", Json.object(fields.toArray()));
        try {
            Path folder = file.getParent();
            Files.createDirectories(folder, only("rwx------"));
            Path written = Files.createTempFile(folder, "contexts", ".json", only("rw-------"));
            Files.writeString(written, JsonText.indented(Json.render(all), false) + "\n");
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Failure("the contexts cannot be kept in " + file + ": " + Failure.why(e));
        }
    }

    /** For nobody else; where there are no such permissions, the folder of a user is his own. */
    static FileAttribute<?>[] only(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }
}
