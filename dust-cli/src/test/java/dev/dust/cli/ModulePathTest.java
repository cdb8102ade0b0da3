package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.web.Server;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The modules are modules: the command runs on the module path, and each module requires what its classes use. */
@Tag("processes")
@TestInstance(Lifecycle.PER_CLASS)
class ModulePathTest {
    private static final String COMMAND = "dev.dust.cli";

    private final String modulePath = modulePath();
    private final ModuleFinder modules = ModuleFinder
            .of(Arrays.stream(modulePath.split(File.pathSeparator)).map(Path::of).toArray(Path[]::new));

    private static String modulePath() {
        return TrialsTest.classPath();
    }

    private CommandRun run(String... args) throws IOException, InterruptedException {
        return CommandProcess.runModule(modulePath, COMMAND + "/" + Main.class.getName(), args);
    }

    @Test
    void help_isTheOneOfTheClassPath() throws Exception {
        assertThat(run("--help").done().out()).isEqualTo(CommandRun.of(Map.of(), "--help").done().out());
    }

    @Test
    void commandsThatTalkToAServer_work() throws Exception {
        try (Server server = Server.start(ServerOptions.defaults())) {
            String url = server.url().toString();
            run("put", "s/s", "a", "{\"n\": 1}", "--url", url).done();
            assertThat(run("get", "s/s", "a", "--url", url).done().out()).isEqualTo("{\"n\":1}\n");
        }
    }

    /** An application that is a module, with a client of Guice's, and without a single {@code --add-opens}. */
    @Test
    void guiceModules_workOnTheModulePath(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("module-info.java"), """
                module app {
                    requires com.google.guice;
                    requires jakarta.inject;
                    requires dev.dust.domain;
                    requires dev.dust.adapter.jackson;
                    requires dev.dust.adapter.memory;
                    requires dev.dust.adapter.postgres;
                    requires dev.dust.adapter.ws;
                }
                """);
        Files.writeString(folder.resolve("app/App.java"),
                """
                        package app;

                        import com.google.inject.Guice;
                        import dev.dust.Dust;
                        import dev.dust.DustModule;
                        import dev.dust.adapter.jackson.JacksonCodecModule;
                        import dev.dust.adapter.memory.MemoryCacheModule;
                        import dev.dust.adapter.postgres.PostgresCacheModule;
                        import dev.dust.adapter.postgres.PostgresOptions;
                        import dev.dust.adapter.ws.Token;
                        import dev.dust.adapter.ws.WebSocketTransportModule;
                        import java.net.URI;
                        import java.time.Duration;

                        public class App {
                            public static void main(String[] args) {
                                var transport = new WebSocketTransportModule(URI.create(args[0]), Token.of("dust_tok_local"));
                                var injector = Guice.createInjector(new DustModule(), new JacksonCodecModule(),
                                        new MemoryCacheModule(), transport);
                                try (Dust dust = injector.getInstance(Dust.class)) {
                                    dust.store("a/b").put("k", 1);
                                    System.out.println(dust.flush(Duration.ofSeconds(20)));
                                }
                                try (Dust dust = Dust.builder().url(args[0]).apiKey("dust_tok_local").set("dust.cache", "memory").build()) {
                                    dust.store("a/b").put("k", 2);
                                    System.out.println(dust.flush(Duration.ofSeconds(20)));
                                }
                                try {
                                    Guice.createInjector(new DustModule(), new JacksonCodecModule(), transport,
                                            new PostgresCacheModule("jdbc:nothing", "u", "p", PostgresOptions.defaults()));
                                } catch (RuntimeException away) {
                                    System.out.println(away.getMessage().contains("jdbc:postgresql://host:port/database"));
                                }
                            }
                        }
                        """);
        String path = modulePath + File.pathSeparator + GUICE.stream().map(ModulePathTest::jarOf).distinct()
                .collect(Collectors.joining(File.pathSeparator));
        var messages = new PrintWriter(new StringWriter());
        int compiled = ToolProvider.findFirst("javac").orElseThrow().run(messages, messages, "--module-path", path, "-d",
                folder.resolve("classes").toString(), folder.resolve("module-info.java").toString(),
                folder.resolve("app/App.java").toString());
        assertThat(compiled).isZero();
        try (Server server = Server.start(ServerOptions.defaults())) {
            CommandRun run = CommandProcess.runModule(folder.resolve("classes") + File.pathSeparator + path, "app/app.App",
                    server.url().toString());
            assertThat(run.err()).doesNotContain("Inaccessible");
            assertThat(run.out()).isEqualTo("true\ntrue\ntrue\n");
        }
    }

    /** What is automatic, and so cannot be linked, is on the module path of the image: see docs/compatibility.md#traps. */
    @Test
    void clientInAnImageOfItsOwn_works(@TempDir Path folder) throws Exception {
        String linked = "dev.dust.adapter.memory,dev.dust.adapter.ws,dev.dust.domain,dev.dust.ports";
        var messages = new StringWriter();
        var printer = new PrintWriter(messages);
        Path image = folder.resolve("image");
        int jlink = ToolProvider.findFirst("jlink").orElseThrow().run(printer, printer, "--module-path", modulePath,
                "--add-modules", linked + ",java.logging,java.xml", "--strip-debug", "--no-header-files", "--no-man-pages",
                "--output",
                image.toString());
        assertThat(jlink).as(messages.toString()).isZero();
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("module-info.java"), "module app { requires dev.dust.domain; }");
        Files.writeString(folder.resolve("app/App.java"), """
                package app;

                import dev.dust.Dust;
                import java.time.Duration;

                public class App {
                    public static void main(String[] args) {
                        try (Dust dust = Dust.builder().url(args[0]).apiKey("dust_tok_local").build()) {
                            dust.store("a/b").put("k", 1);
                            System.out.println(dust.flush(Duration.ofSeconds(20)));
                        }
                    }
                }
                """);
        int javac = ToolProvider.findFirst("javac").orElseThrow().run(printer, printer, "--module-path", modulePath, "-d",
                folder.resolve("classes").toString(), folder.resolve("module-info.java").toString(),
                folder.resolve("app/App.java").toString());
        assertThat(javac).as(messages.toString()).isZero();
        String unlinked = Stream.of("dev.dust.adapter.jackson.JacksonCodecs", "tools.jackson.databind.ObjectMapper",
                "tools.jackson.core.JsonParser", "com.fasterxml.jackson.annotation.JsonProperty",
                "org.msgpack.core.MessagePack")
                .map(ModulePathTest::jarOf).collect(Collectors.joining(File.pathSeparator));
        try (Server server = Server.start(ServerOptions.defaults())) {
            Process process = new ProcessBuilder(image.resolve("bin/java").toString(), "--module-path",
                    folder.resolve("classes") + File.pathSeparator + unlinked, "--module", "app/app.App",
                    server.url().toString())
                    .redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(folder.resolve("out"))).endsWith("true\n");
        }
        assertThat(image.resolve("lib/modules")).exists();
    }

    /** One class of each JAR that Guice needs. */
    private static final List<String> GUICE = List.of("com.google.inject.Guice", "com.google.common.collect.ImmutableMap",
            "com.google.common.util.concurrent.internal.InternalFutures", "jakarta.inject.Inject",
            "org.aopalliance.intercept.MethodInterceptor");

    private static String jarOf(String type) {
        try {
            return Path.of(Class.forName(type).getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (ReflectiveOperationException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Stream<String> ours() {
        return modules.findAll().stream().map(module -> module.descriptor().name()).filter(name -> name.startsWith("dev.dust."))
                .sorted();
    }

    @Test
    void everyModuleOfTheCommandIsSeen() {
        assertThat(ours()).containsExactly("dev.dust.adapter.jackson", "dev.dust.adapter.memory",
                "dev.dust.adapter.micrometer", "dev.dust.adapter.postgres", "dev.dust.adapter.sqlite", "dev.dust.adapter.ws",
                COMMAND, "dev.dust.domain", "dev.dust.ports",
                "dev.dust.server", "dev.dust.server.postgres", "dev.dust.server.web");
    }

    /** By jdeps: what a module uses and does not name would fail at run time, or works by the grace of another module. */
    @ParameterizedTest
    @MethodSource("ours")
    void aModuleRequiresWhatItUses_andNothingElse(String name) {
        ModuleDescriptor module = modules.find(name).map(ModuleReference::descriptor).orElseThrow();
        Set<String> uses = uses(name);
        assertThat(uses).as("what jdeps found").isNotEmpty();
        assertThat(readable(module)).as("what it can read").containsAll(uses);
        assertThat(uses).as("what it uses").containsAll(module.requires().stream()
                .filter(required -> !required.modifiers().contains(Requires.Modifier.MANDATED)
                        && !required.modifiers().contains(Requires.Modifier.STATIC)
                        && !required.modifiers().contains(Requires.Modifier.TRANSITIVE))
                .map(Requires::name).toList());
    }

    private Set<String> readable(ModuleDescriptor module) {
        var readable = new TreeSet<>(Set.of("java.base"));
        module.requires().forEach(required -> {
            readable.add(required.name());
            addTransitive(required.name(), readable);
        });
        return readable;
    }

    private void addTransitive(String name, Set<String> readable) {
        ModuleFinder.compose(modules, ModuleFinder.ofSystem()).find(name).ifPresent(module -> module.descriptor().requires()
                .stream().filter(required -> required.modifiers().contains(Requires.Modifier.TRANSITIVE))
                .filter(required -> readable.add(required.name()))
                .forEach(required -> addTransitive(required.name(), readable)));
    }

    /**
     * The modules that a module's classes use, as jdeps sums up: {@code name -> other}. What is optional is not on this path.
     */
    private Set<String> uses(String name) {
        var out = new StringWriter();
        var printer = new PrintWriter(out);
        List<String> arguments = List.of("--multi-release", "21", "--ignore-missing-deps", "--module-path", modulePath,
                "-summary",
                "--module", name);
        ToolProvider.findFirst("jdeps").orElseThrow().run(printer, printer, arguments.toArray(String[]::new));
        printer.flush();
        return out.toString().lines().filter(line -> line.startsWith(name + " -> ") && !line.endsWith(" -> not found"))
                .map(line -> line.substring(line.indexOf("-> ") + 3).strip()).collect(Collectors.toCollection(TreeSet::new));
    }
}
