package dev.dust.cli;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import dev.dust.DustBuilder;
import dev.dust.time.Durations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The tables of the page on configuration, made of what the code says: names, defaults, the first sentence of the Javadoc. */
final class ConfigurationReference {
    private ConfigurationReference() {
    }

    /** The table of the settings that have names. */
    static String settings() {
        return table("| setting | form | default | what for |", DustBuilder.settings().stream()
                .sorted(Comparator.comparing(setting -> setting.name()))
                .map(setting -> "| `" + setting.property() + "` | " + setting.form() + " | " + setting.byDefault() + " | "
                        + setting.meaning() + " |"));
    }

    /** A heading and a table for each class of options of the modules that are published. */
    static String options() {
        return classes().stream().map(ConfigurationReference::section).collect(Collectors.joining("\n"));
    }

    /** The classes of options: those that have {@code defaults()}. */
    static List<Class<?>> classes() {
        var classes = new ArrayList<Class<?>>();
        for (String name : ProjectFiles.mainClasses()) {
            if (name.matches(".*(Options|Bounds)") && !name.startsWith("dev.dust.testkit")
                    && !name.startsWith("dev.dust.cli")) {
                Class<?> type = named(name);
                if (Stream.of(type.getMethods()).anyMatch(method -> method.getName().equals("defaults"))) {
                    classes.add(type);
                }
            }
        }
        classes.sort(Comparator.comparing((Class<?> type) -> type.getPackageName().startsWith("dev.dust.adapter"))
                .thenComparing(type -> !type.getSimpleName().equals("DustOptions")).thenComparing(Class::getSimpleName));
        return classes;
    }

    private static String section(Class<?> type) {
        Object defaults = call(type, "defaults", null);
        return "### " + type.getSimpleName() + "\n\n"
                + table("| option | takes | default | what for |", documented(type).stream()
                        .map(option -> "| `" + option.name() + "` | " + option.takes() + " | "
                                + byDefault(type, option, defaults) + " | "
                                + option.meaning() + " |"));
    }

    private static String table(String head, Stream<String> rows) {
        String line = "|" + " --- |".repeat((int) head.chars().filter(c -> c == '|').count() - 1);
        return head + "\n" + line + "\n" + rows.map(row -> row + "\n").collect(Collectors.joining());
    }

    private record Documented(String name, List<Class<?>> parameters, String takes, String meaning) {
        /** As what reads the option tells it, where what changes it tells no more than that it does. */
        Documented told(String byAccessor) {
            boolean tellsThatItDoes = meaning.startsWith("with ") || meaning.startsWith("a copy ");
            return tellsThatItDoes && byAccessor != null
                    ? new Documented(name, parameters, takes,
                            byAccessor.replaceAll("[;,] (?:[^;]* by default|[^;]* unless it is told|by default [^;]*|true)$",
                                    ""))
                    : this;
        }
    }

    /** The methods that return a changed copy, in the order of the source. */
    private static List<Documented> documented(Class<?> type) {
        var found = new ArrayList<Documented>();
        var accessors = new HashMap<String, String>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
                    files.getJavaFileObjects(source(type)));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new TreePathScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree tree, Void none) {
                        String comment = trees.getDocComment(getCurrentPath());
                        if (comment != null) {
                            method(type, tree).ifPresentOrElse(method -> found.add(new Documented(method.getName(),
                                    List.of(method.getParameterTypes()), takes(method), firstSentence(comment))),
                                    () -> accessors.put(tree.getName().toString(), firstSentence(comment)));
                        }
                        return null;
                    }
                }.scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().map(option -> option.told(accessors.get(option.name()))).toList();
    }

    private static Optional<Method> method(Class<?> type, MethodTree tree) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getReturnType() == type && method.getName().contentEquals(tree.getName()))
                .filter(method -> parameters(method).equals(tree.getParameters().stream()
                        .map(parameter -> parameter.getType().toString().replaceAll("<.*|@\\w+ ", "")).toList()))
                .findFirst();
    }

    private static List<String> parameters(Method method) {
        return Stream.of(method.getParameterTypes()).map(Class::getSimpleName).toList();
    }

    private static String takes(Method method) {
        Type[] types = method.getGenericParameterTypes();
        return types.length == 0 ? "nothing" : "`" + simple(types[0]) + "`";
    }

    private static String simple(Type type) {
        return type instanceof ParameterizedType parameterized
                ? simple(parameterized.getRawType()) + "<" + Stream.of(parameterized.getActualTypeArguments())
                        .map(ConfigurationReference::simple).collect(Collectors.joining(", ")) + ">"
                : type instanceof Class<?> plain ? plain.getSimpleName() : type.getTypeName();
    }

    private static String firstSentence(String comment) {
        String text = comment.strip().replaceAll("(?s)\\n\\s*(\\n|@|<p>).*", "").replaceAll("\\s+", " ")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link(?:plain)? [\\w.#]+(?:\\([^)]*\\))? (\\w[^}]*)}", "$1")
                .replaceAll("\\{@link(?:plain)? (?:[\\w.]*\\.)?(\\w+)}", "`$1`")
                .replaceAll("\\{@link(?:plain)? (?:[\\w.]*\\.)?(\\w*)#(\\w+)(?:\\([^)]*\\))?}", "`$1.$2`").replace("`.", "`");
        String first = text.replaceAll("(?<=[^.])\\. (?=[A-Z{`]).*", "").replaceAll("[.:]$", "");
        return first.substring(0, 1).toLowerCase(Locale.ROOT) + first.substring(1).replace("|", "\\|");
    }

    private static String byDefault(Class<?> type, Documented option, Object defaults) {
        if (option.parameters().isEmpty()) {
            return "off";
        }
        return shown(call(type, option.name(), defaults));
    }

    private static String shown(Object value) {
        return switch (value) {
            case null -> "none";
            case OptionalLong number -> number.isEmpty() ? "none" : "`" + number.getAsLong() + "`";
            case Optional<?> something -> shown(something.orElse(null));
            case Duration time -> "`" + shown(time) + "`";
            case Long most when most == Long.MAX_VALUE -> "no bound";
            case Integer most when most == Integer.MAX_VALUE -> "no bound";
            case Number number -> "`" + number + "`";
            case Boolean flag -> "`" + flag + "`";
            case Collection<?> some when some.isEmpty() -> "none";
            case Map<?, ?> some when some.isEmpty() -> "none";
            case Enum<?> choice -> "`" + choice + "`";
            case String text -> "`" + text + "`";
            default -> "an object";
        };
    }

    private static String shown(Duration time) {
        if (time.equals(Durations.FOR_EVER)) {
            return "Durations.FOR_EVER";
        }
        long millis = time.toMillis();
        return millis == 0
                ? "0 s"
                : millis % 60_000 == 0 ? millis / 60_000 + " min" : millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    private static Path source(Class<?> type) {
        Path file = Path.of("src/main/java", type.getName().replace('.', '/') + ".java");
        return ProjectFiles.modules().stream().map(module -> module.resolve(file)).filter(path -> path.toFile().exists())
                .findFirst().orElseThrow();
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object call(Class<?> type, String method, Object on) {
        try {
            return type.getMethod(method).invoke(on);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + "." + method, e);
        }
    }
}
