package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.server.DustServer;
import dev.dust.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive's {@code bin/dust}, unpacked. */
@Tag("processes")
class LauncherTest {
    @TempDir
    private Path home;
    private UnpackedArchive archive;

    @BeforeEach
    void unpack() throws IOException {
        archive = UnpackedArchive.in(home);
    }

    private CommandRun bash(Map<String, String> environment, String script) throws IOException, InterruptedException {
        return archive.bash(environment, script);
    }

    /** Where a Java is that says it is of this version, and does as the script says. */
    private String java(String version, String script) throws IOException {
        Path java = Files.createDirectories(home.resolve("java/bin")).getParent();
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path program = Files.writeString(java.resolve("bin/java"), script);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return java.toString();
    }

    @Test
    void locale_doesNotMatter_andCommandsThatAreRunHaveTheirOwn() throws Exception {
        try (DustServer server = DustServer.start()) {
            Map<String, String> environment = Map.of("DUST_URL", server.url().toString(), "LC_ALL", "C");

            CommandRun run = bash(environment, """
                    dust put s/s a '"Zo\u00eb"' > /dev/null
                    dust get s/s a
                    dust run s/s jobs/x -- sh -c 'echo $LC_ALL'
                    """).done();

            assertThat(run.out()).isEqualTo("\"Zo\u00eb\"\nC\n");
            assertThat(server.store("s/s").get("a")).isEqualTo(Value.of("Zo\u00eb"));
        }
    }

    @Test
    void readerThatHasGone_endsItAsItEndsOtherTools() throws Exception {
        try (DustServer server = DustServer.start()) {
            server.store("s/s").set("a", "x".repeat(1_000_000));

            CommandRun run = bash(Map.of("DUST_URL", server.url().toString()), "dust get s/s a | head -c 3");

            assertThat(run.out()).isEqualTo("\"xx");
            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isEqualTo(ExitCode.CLOSED_PIPE);
        }
    }

    @Test
    void tooOldJava_isSaid() throws Exception {
        CommandRun run = bash(Map.of("JAVA_HOME", java("17.0.15", "")), "dust --version");

        assertThat(run.complaint(ExitCode.REFUSED)).contains("Java 21", "17", "JAVA_HOME");
    }

    @Test
    void server_endsAtTheEndOfItsMemory_andIsCompiledByTheBetterCompiler() throws Exception {
        String printing = java("21.0.1", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Map<String, String> environment = Map.of("JAVA_HOME", printing, "DUST_REHEARSAL", "off");

        assertThat(bash(environment, "dust serve").done().out().lines()).contains("-XX:+ExitOnOutOfMemoryError", "serve")
                .noneMatch(option -> option.contains("TieredStopAtLevel"));
        assertThat(bash(environment, "dust get a/b c").done().out().lines())
                .contains("-XX:TieredStopAtLevel=1", "dev.dust.cli.Main", "get")
                .noneMatch(option -> option.contains("OutOfMemory"));
    }

    @Test
    void scriptForWindows_startsTheSameClass_withTheSameOptions() throws IOException {
        Path archive = ProjectFiles.root().resolve("dust-cli/src/archive");
        String windows = Files.readString(archive.resolve("bin/dust.cmd"));
        String start = Files.readString(archive.resolve("libexec/start.sh"));

        assertThat(Stream.of("-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=10",
                "-XX:+ExitOnOutOfMemoryError", "-XX:+AutoCreateSharedArchive", "--enable-native-access=ALL-UNNAMED",
                "-Xlog:disable -Xlog:all=error,cds*=off,aot*=off:stderr", "dev.dust.cli.Main"))
                .allSatisfy(option -> {
                    assertThat(windows).contains(option);
                    assertThat(start).contains(option);
                });
    }
}
