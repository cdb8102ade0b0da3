package dev.dust.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What threads share in the sources of ports, domain and adapters, as the sources say it: fields that are volatile, atomic, a
 * lock, or a collection for several threads; and classes that use a monitor.
 *
 * @param file  the name of the top-level class
 * @param field the name of the field, in that class or in one within
 */
record SharedFields(String file, String field) {
    private static final String MODIFIERS = "(?m)^ +(?:(?:private|protected|public|static|final) )+";
    private static final String NAME = "(?<name>\\w+)(?: =|;)";
    private static final List<Pattern> DECLARED = Stream.of(
            "(?m)^ +(?:(?:private|protected|public|static) )*volatile [^=;]*?" + NAME,
            MODIFIERS + "(?:Atomic\\w+(?:<.*>)?|\\w*Lock|Condition|Semaphore|CountDownLatch|Phaser|LongAdder|VarHandle) "
                    + NAME,
            MODIFIERS + "(?:Concurrent|CopyOnWrite|Blocking|LinkedBlocking|ThreadLocal)\\w*<.*> " + NAME,
            MODIFIERS + "[\\w.]+<.*> (?<name>\\w+) =\\s+(?:new )?(?:Concurrent|CopyOnWrite|LinkedBlocking)\\w+[.<(]")
            .map(Pattern::compile).toList();
    private static final Pattern MONITOR = Pattern.compile("(?m)^ +(?:synchronized \\(|(?:\\w+ )*synchronized [\\w<])");

    /** All of them. */
    static List<SharedFields> all() {
        return sources().flatMap(file -> {
            String source = declarations(file);
            return DECLARED.stream().flatMap(pattern -> pattern.matcher(source).results())
                    .map(found -> new SharedFields(className(file), found.group("name")));
        }).distinct().toList();
    }

    /** The top-level classes that use a monitor, or within which one is used. */
    static Set<String> monitors() {
        return sources().filter(file -> MONITOR.matcher(ProjectFiles.read(file)).find()).map(SharedFields::className)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether {@code name} means this field: {@code Class.field} or {@code Class.Inner.field}. */
    boolean isCalled(String name) {
        return name.matches(file + "(?:\\.\\w+)*\\." + field);
    }

    /** Whether there is a field of that name, whoever uses it. */
    static boolean exists(String name) {
        String top = name.substring(0, name.indexOf('.'));
        String field = name.substring(name.lastIndexOf('.') + 1);
        var declared = Pattern.compile("(?m)^ +[\\w<>\\[\\], .?]+ " + field + "(?: =|;)");
        return sources().anyMatch(file -> className(file).equals(top) && declared.matcher(declarations(file)).find());
    }

    /** Without what a type says of null. */
    private static String declarations(Path file) {
        return ProjectFiles.read(file).replace("@Nullable ", "");
    }

    private static Stream<Path> sources() {
        return ProjectFiles.texts(".java").stream().filter(file -> ProjectFiles.root().relativize(file).toString()
                .matches("(?:dust-ports|dust-domain|dust-adapter-\\w+)/src/main/.*"));
    }

    private static String className(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }
}
