package dev.dust.cli;

import dev.dust.codec.CodecException;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The servers that somebody has logged in to, in a file that nobody else may read. */
final class Contexts {
    /** The environment variable that names the one to use. */
    static final String VARIABLE = "DUST_CONTEXT";

    private static final int PORT = 80;
    private static final int TLS_PORT = 443;
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final @Nullable Path file;
    private final Map<String, Context> contexts = new TreeMap<>();
    private @Nullable String current;

    private Contexts(@Nullable Path file) {
        this.file = file;
    }

    /**
     * Reads them.
     *
     * @throws Failure if the file cannot be read, or is not what {@link #put} writes
     */
    static Contexts read(Console console) {
        var contexts = new Contexts(file(console));
        String fault = contexts.take();
        if (fault != null) {
            throw new Failure("the contexts in " + contexts.file + " are not what dust login writes, as " + fault
                    + ": mend them, or begin anew by dust login URL");
        }
        return contexts;
    }

    /**
     * Reads them; where the file is broken it is put aside, and there are none.
     *
     * @param say is told where it is then
     * @throws Failure if the file cannot be read
     */
    static Contexts readOrBegin(Console console, Consumer<String> say) {
        var contexts = new Contexts(file(console));
        if (contexts.take() == null) {
            return contexts;
        }
        Path file = Objects.requireNonNull(contexts.file, "file");
        Path aside = file.resolveSibling(file.getFileName() + ".broken");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Failure("the contexts in " + file + " are broken, and cannot be put aside: " + Failure.why(e));
        }
        say.accept("the contexts that were there are broken, and are now in " + aside);
        return new Contexts(file);
    }

    /** Takes them from the file, if there is one; what is wrong with it, for people, or null. */
    private @Nullable String take() {
        if (file == null) {
            return null;
        }
        try {
            return take(Json.parse(Console.text(Files.readAllBytes(file), file.toString())));
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException e) {
            throw new Failure("the contexts in " + file + " cannot be read: " + Failure.why(e));
        } catch (CodecException | Failure broken) {
            return "that is no JSON";
        }
    }

    /** What others can do with the tokens, and how to prevent it; null where they can do nothing, or it is not known. */
    @Nullable
    String exposure() {
        if (file == null) {
            return null;
        }
        try {
            var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            boolean isExposed = view != null && !Collections.disjoint(view.readAttributes().permissions(), OF_OTHERS);
            return isExposed ? "others on this machine can get at the tokens in " + file + ": chmod 600 " + file : null;
        } catch (IOException unknown) {
            return null;
        }
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

    private @Nullable String take(Value written) {
        if (!(written instanceof MapValue map)) {
            return "that is no object";
        }
        if (!(map.get("contexts") instanceof MapValue all)) {
            return map.get("contexts") == null ? null : "contexts is no object";
        }
        current = map.get("current") instanceof TextValue(String name) ? name : null;
        for (var each : all.fields().entrySet()) {
            Context context = Context.of(each.getKey(), each.getValue());
            if (context == null) {
                return each.getKey() + " has no url, or no token";
            }
            contexts.put(each.getKey(), context);
        }
        return null;
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

    /** What to call a server that nobody has named: by its host, and by its port where another server has that name. */
    String nameFor(URI url) {
        String host = url.getHost();
        if (isFree(host, url)) {
            return host;
        }
        int port = url.getPort() > 0 ? url.getPort() : url.getScheme().equals("wss") ? TLS_PORT : PORT;
        String name = host + "-" + port;
        if (isFree(name, url)) {
            return name;
        }
        throw new Failure(ExitCode.USAGE, "there are contexts " + host + " and " + name + " of other URLs: name this one by"
                + " --context");
    }

    private boolean isFree(String name, URI url) {
        Context known = contexts.get(name);
        return known == null || known.url().equals(url.toString());
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
