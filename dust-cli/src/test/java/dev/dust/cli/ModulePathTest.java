package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.Server;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestInstance;
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
        try (Server server = Server.builder().start()) {
            String url = server.url().toString();
            run("put", "s/s", "a", "{\"n\": 1}", "--url", url).done();
            assertThat(run("get", "s/s", "a", "--url", url).done().out()).isEqualTo("{\"n\":1}\n");
        }
    }

    Stream<String> ours() {
        return modules.findAll().stream().map(module -> module.descriptor().name()).filter(name -> name.startsWith("dev.dust."))
                .sorted();
    }

    @Test
    void everyModuleOfTheCommandIsSeen() {
        assertThat(ours()).containsExactly("dev.dust.adapter.jackson", "dev.dust.adapter.memory", "dev.dust.adapter.postgres",
                "dev.dust.adapter.ws", COMMAND, "dev.dust.domain", "dev.dust.ports", "dev.dust.server");
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
