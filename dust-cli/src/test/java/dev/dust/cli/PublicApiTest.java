package dev.dust.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Injector;
import dev.dust.cli.PublicApi.ApiModule;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What users get to see, over all modules: each thing has one name and one place, and nothing shows what is within. */
class PublicApiTest {
    private static final List<ApiModule> MODULES = PublicApi.modules();

    /** Whose names stand beside ours in the files of applications. */
    private static final List<String> IMPORTED_BESIDE = List.of("java.base/java/io", "java.base/java/lang",
            "java.base/java/net",
            "java.base/java/nio/file", "java.base/java/time", "java.base/java/util", "java.base/java/util/concurrent",
            "java.base/java/util/function", "java.base/java/util/stream", "java.net.http/java/net/http");

    /** The libraries that a module shows, beside those of its name. */
    private static final Map<String, List<String>> LIBRARIES = Map.of("dev.dust.adapter.jackson", List.of("tools.jackson."),
            "dev.dust.adapter.micrometer", List.of("io.micrometer.core."), "dev.dust.testkit", List.of("org.junit.jupiter."));
    /** What a module for Guice is. */
    private static final String GUICE = "com.google.inject.";

    /** What {@code RunningServer} shows to those of this project's modules that extend it. */
    private static final Set<String> FOR_OUR_OWN = Set.of("dev.dust.server.web.RunningServer(dev.dust.server.ServerOptions,"
            + "dev.dust.server.node.JournalFile$Opener,dev.dust.server.intercept.ServerInterceptor)",
            "dev.dust.server.node.StoreHost dev.dust.server.web.RunningServer.host(java.lang.String)");

    private static Stream<Class<?>> types() {
        return MODULES.stream().flatMap(module -> module.types().stream());
    }

    private static Stream<Class<?>> topLevelTypes() {
        return types().filter(type -> type.getEnclosingClass() == null);
    }

    @Test
    void everyModuleThatExportsSomething_isLookedAt() {
        assertThat(MODULES).extracting(ApiModule::name).contains("dev.dust.ports", "dev.dust.domain",
                "dev.dust.adapter.jackson",
                "dev.dust.adapter.memory", "dev.dust.adapter.micrometer", "dev.dust.adapter.postgres",
                "dev.dust.adapter.sqlite",
                "dev.dust.adapter.ws", "dev.dust.server", "dev.dust.server.postgres", "dev.dust.server.web",
                "dev.dust.testkit");
        assertThat(types()).hasSizeGreaterThan(300);
    }

    @Test
    void noSimpleNameIsThereTwice() {
        Map<String, Set<String>> places = topLevelTypes().collect(groupingBy(Class::getSimpleName, TreeMap::new,
                mapping(Class::getName, toCollection(TreeSet::new))));

        places.values().removeIf(names -> names.size() == 1);

        assertThat(places).isEmpty();
    }

    /** Else one of the two has to be written out in full. */
    @Test
    void noNameIsOneOfWhatIsImportedBesideIt() throws IOException {
        var others = new TreeMap<String, String>();
        for (String place : IMPORTED_BESIDE) {
            Path directory = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/" + place);
            try (Stream<Path> classes = Files.list(directory)) {
                classes.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".class"))
                        .forEach(file -> others.put(file.replace(".class", ""), place));
            }
        }
        for (Class<?> one : List.of(Injector.class, jakarta.inject.Provider.class,
                tools.jackson.databind.JacksonModule.class)) {
            others.putAll(publicNeighbours(one));
        }
        assertThat(others).containsKeys("Path", "Files", "FileStore", "Provider", "JacksonModule");

        assertThat(topLevelTypes().map(Class::getSimpleName).filter(others::containsKey)
                .map(name -> name + ": " + others.get(name))).isEmpty();
    }

    /** The public types of the package of {@code one}. */
    private static Map<String, String> publicNeighbours(Class<?> one) throws IOException {
        String prefix = one.getPackageName().replace('.', '/') + "/";
        try (var jar = new JarFile(Path.of(URI.create(one.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toFile())) {
            return jar.stream().map(entry -> entry.getName())
                    .filter(name -> name.startsWith(prefix) && name.matches("[^$]*/\\w+\\.class")
                            && name.lastIndexOf('/') == prefix.length() - 1)
                    .map(name -> name.substring(prefix.length(), name.length() - ".class".length()))
                    .collect(Collectors.toMap(name -> name, name -> one.getPackageName()));
        }
    }

    // --- What is within stays there

    @Test
    void noPublicType_namesWhatItsUsersDoNotSee() {
        var leaks = new TreeSet<String>();
        for (ApiModule module : MODULES) {
            Predicate<Class<?>> isSeen = seenWith(module);
            for (Class<?> type : module.types()) {
                PublicApi.namedOf(type).stream().filter(isSeen.negate()).forEach(of -> leaks.add(type.getName() + " is " + of));
                for (Member member : PublicApi.members(type)) {
                    String text = text(member);
                    PublicApi.named(member).stream().filter(isSeen.negate()).filter(of -> !FOR_OUR_OWN.contains(text))
                            .forEach(of -> leaks.add(text + " names " + of.getName()));
                }
            }
        }
        assertThat(leaks).isEmpty();
    }

    private static String text(Member member) {
        String place = member.getDeclaringClass().getName();
        return switch (member) {
            case Method method -> method.getReturnType().getName() + " " + place + "." + method.getName() + parameters(method
                    .getParameterTypes());
            case java.lang.reflect.Constructor<?> constructor -> place + parameters(constructor.getParameterTypes());
            default -> place + "." + member.getName();
        };
    }

    private static String parameters(Class<?>[] types) {
        return Stream.of(types).map(Class::getName).collect(Collectors.joining(",", "(", ")"));
    }

    /** Whether who requires {@code module} alone can name a type. */
    private static Predicate<Class<?>> seenWith(ApiModule module) {
        Set<String> readable = readableFrom(module.name());
        Set<Class<?>> ours = MODULES.stream().filter(other -> readable.contains(other.name()))
                .flatMap(other -> other.types().stream()).collect(Collectors.toSet());
        List<String> libraries = LIBRARIES.getOrDefault(module.name(), List.of());
        return type -> type.isPrimitive() || ours.contains(type)
                || type.getModule().isNamed() && isPartOfJdk(type, readable)
                || Stream.concat(libraries.stream(), Stream.of(GUICE)).anyMatch(type.getName()::startsWith);
    }

    private static boolean isPartOfJdk(Class<?> type, Set<String> readable) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getModule() == Object.class.getModule() || readable.contains(type.getModule().getName()));
    }

    private static Set<String> readableFrom(String name) {
        var found = new HashSet<>(Set.of(name));
        MODULES.stream().filter(module -> module.name().equals(name)).flatMap(module -> module.descriptor().requires().stream())
                .filter(requires -> requires.modifiers().contains(Requires.Modifier.TRANSITIVE)).map(Requires::name)
                .map(PublicApiTest::readableFrom).forEach(found::addAll);
        return found;
    }

    // --- One form for options

    private static List<Class<?>> options() {
        return types().filter(type -> type.getSimpleName().matches(".*(Options|Bounds|Settings|Config)")
                && type != dev.dust.config.Settings.class
                || Stream.of(type.getDeclaredMethods())
                        .anyMatch(method -> method.getName().equals("defaults") && Modifier.isStatic(method.getModifiers())))
                .toList();
    }

    /** What a reader of signatures sees of the form; {@code OptionsForm} tries what they do. */
    @Test
    void optionsHaveTheOneForm() {
        assertThat(options()).hasSizeGreaterThan(15);
        for (Class<?> type : options()) {
            assertThat(Modifier.isFinal(type.getModifiers()) && !type.isRecord()).as("%s is a final class", type).isTrue();
            assertThat(type.getConstructors()).as("constructors of %s", type).isEmpty();
            assertThat(Stream.of(type.getDeclaredFields()).filter(field -> !Modifier.isFinal(field.getModifiers())))
                    .as("what %s changes", type).isEmpty();
            Collection<Method> own = PublicApi.members(type).stream().filter(Method.class::isInstance).map(Method.class::cast)
                    .filter(method -> !isOfObject(method) && !Modifier.isStatic(method.getModifiers())).toList();
            assertThat(own.stream().filter(method -> method.getParameterCount() > 1)).as("what %s takes at once", type)
                    .isEmpty();
            assertThat(own.stream().filter(method -> method.getParameterCount() == 1))
                    .as("what takes something of %s gives a copy", type).allMatch(method -> method.getReturnType() == type);
            Set<String> read = own.stream().filter(method -> method.getParameterCount() == 0 && method.getReturnType() != type)
                    .map(Method::getName).collect(Collectors.toSet());
            assertThat(own.stream().filter(method -> method.getParameterCount() == 1).map(Method::getName))
                    .as("what is set of %s is read by the same name", type).allMatch(read::contains);
        }
    }

    private static boolean isOfObject(Method method) {
        return Stream.of(Object.class.getDeclaredMethods()).anyMatch(of -> of.getName().equals(method.getName())
                && Arrays.equals(of.getParameterTypes(), method.getParameterTypes()));
    }

    @Test
    void theFormOfAllOptions_isTried() {
        List<String> tests = ProjectFiles.texts("Test.java").stream().map(ProjectFiles::read)
                .filter(source -> source.contains("OptionsForm.require(")).toList();
        assertThat(options()).allSatisfy(type -> assertThat(tests).as("tests that try the form of %s", type)
                .anyMatch(source -> source.contains(type.getSimpleName() + ".defaults()")
                        && source.contains("import dev.dust.fuzz.OptionsForm;")));
    }

    // --- Nothing is there twice

    /** A pair of types that have so much in common is one type, or two of which one has the other. */
    private static final int COMMON_BY_CHANCE = 3;

    @Test
    @Tag("slow")
    void noTwoTypes_haveTheSameMethods() {
        List<Class<?>> all = types().filter(type -> !type.isEnum() && !type.isRecord() && !options().contains(type)).toList();
        var twice = new TreeSet<String>();
        for (int i = 0; i < all.size(); i++) {
            for (Class<?> other : all.subList(i + 1, all.size())) {
                Set<String> common = signatures(all.get(i));
                common.retainAll(signatures(other));
                if (common.size() > COMMON_BY_CHANCE) {
                    twice.add(all.get(i).getSimpleName() + ", " + other.getSimpleName() + ": " + common);
                }
            }
        }
        assertThat(twice).isEmpty();
    }

    /** What a type declares itself, and no type above it: those that share a type share its methods. */
    private static Set<String> signatures(Class<?> type) {
        Set<String> all = PublicApi.members(type).stream().filter(Method.class::isInstance).map(Method.class::cast)
                .filter(method -> !isOfObject(method) && !Modifier.isStatic(method.getModifiers()))
                .map(PublicApiTest::signature).collect(toCollection(TreeSet::new));
        above(type).flatMap(of -> Stream.of(of.getDeclaredMethods())).map(PublicApiTest::signature).forEach(all::remove);
        return all;
    }

    private static Stream<Class<?>> above(Class<?> type) {
        Stream<Class<?>> direct = Stream.concat(Stream.of(type.getInterfaces()), Stream.ofNullable(type.getSuperclass()));
        return direct.flatMap(of -> Stream.concat(Stream.of(of), above(of)));
    }

    private static String signature(Method method) {
        return method.getReturnType().getSimpleName() + " " + method.getName() + Stream.of(method.getParameterTypes())
                .map(Class::getSimpleName).collect(Collectors.joining(", ", "(", ")"));
    }
}
