package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher's first command rehearses for those to come; mostly with a program in Java's place. */
@Tag("long")
class RehearsalTest {
    /** Notes its arguments; keeps "classes" where it is to rehearse; else waits for a rehearsal that was begun beside it. */
    private static final String JAVA = """
            #!/usr/bin/env bash
            calls=%s
            printf '%%s\\n' "$*" >> "$calls"
            case "$*" in
              *.Rehearsal*)
                for option; do
                  case "$option" in
                    -XX:AOTCacheOutput=* | -XX:ArchiveClassesAtExit=*) echo classes > "${option#*=}" ;;
                  esac
                done
                ! [ -e "$calls.fail" ]
                ;;
              *) while pgrep -P $$ > /dev/null; do sleep 0.02; done ;;
            esac
            """;

    @TempDir
    private Path home;
    private UnpackedArchive archive;
    private Path calls;

    @BeforeEach
    void unpack() throws IOException {
        archive = UnpackedArchive.in(home);
        Files.setLastModifiedTime(archive.jar(), FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        calls = home.resolve("calls");
        becomeVersion("0.1.0");
    }

    private void becomeVersion(String version) throws IOException {
        Path lib = Files.createDirectories(home.resolve("lib"));
        try (Stream<Path> before = Files.list(lib)) {
            for (Path jar : before.toList()) {
                Files.delete(jar);
            }
        }
        Files.createFile(lib.resolve("dust-domain-" + version + ".jar"));
    }

    /** What stands for a Java of that release; without a file that says which, for none. */
    private Map<String, String> java(String release) throws IOException {
        Path java = Files.createDirectories(home.resolve("java" + release + "/bin")).resolve("java");
        Files.writeString(java, JAVA.formatted(calls));
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Path jdk = java.getParent().getParent();
        if (!release.isEmpty()) {
            Files.writeString(jdk.resolve("release"), """
                    IMPLEMENTOR_VERSION="Some-%1$s"
                    JAVA_RUNTIME_VERSION="%1$s+7-LTS"
                    JAVA_VERSION="%1$s"
                    """.formatted(release));
        }
        return Map.of("JAVA_HOME", jdk.toString(), "DUST_REHEARSAL", "");
    }

    /** Runs a command, and tells what Java was told meanwhile: for the command, and for a rehearsal. */
    private List<String> told(Map<String, String> environment, String command) throws Exception {
        Files.deleteIfExists(calls);
        CommandRun run = archive.bash(environment, command).done();
        assertThat(run.err()).isEmpty();
        try (Stream<String> lines = Files.lines(calls)) {
            return lines.toList();
        }
    }

    private static List<String> rehearsals(List<String> told) {
        return told.stream().filter(line -> line.contains("dev.dust.cli.Rehearsal")).toList();
    }

    private List<Path> kept() throws IOException {
        Path cache = home.resolve("cache/dust");
        if (!Files.isDirectory(cache)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(cache)) {
            return all.toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"21.0.4, ArchiveClassesAtExit, SharedArchiveFile", "25.0.3, AOTCacheOutput, AOTCache"})
    void firstCommandRehearses_andThoseToComeUseIt(String release, String keeping, String using) throws Exception {
        Map<String, String> java = java(release);

        List<String> first = told(java, "dust get s/s a");
        List<String> second = told(java, "dust get s/s a");

        assertThat(rehearsals(first)).singleElement().asString().contains("-XX:" + keeping + "=" + home);
        assertThat(kept()).singleElement().satisfies(folder -> assertThat(second).singleElement().asString()
                .contains("-XX:" + using + "=" + folder + "/classes", "-Dorg.sqlite.lib.path=" + folder)
                .endsWith("dev.dust.cli.Main get s/s a"));
    }

    @Test
    void eachJavaHasARehearsalOfItsOwn() throws Exception {
        told(java("25.0.3"), "dust get s/s a");
        assertThat(rehearsals(told(java("25.0.4"), "dust get s/s a"))).hasSize(1);
        assertThat(told(java("25.0.3"), "dust get s/s a")).singleElement().asString().contains("AOTCache=");
    }

    @Test
    void anotherVersion_orANewerJar_isRehearsedAnew() throws Exception {
        Map<String, String> java = java("25.0.3");
        told(java, "dust get s/s a");

        becomeVersion("0.2.0");
        List<String> ofAnotherVersion = told(java, "dust get s/s a");
        Files.setLastModifiedTime(archive.jar(), FileTime.from(Instant.now().plusSeconds(60)));
        List<String> ofANewerJar = told(java, "dust get s/s a");

        assertThat(rehearsals(ofAnotherVersion)).hasSize(1);
        assertThat(rehearsals(ofANewerJar)).hasSize(1);
        assertThat(ofAnotherVersion).noneMatch(line -> line.contains("AOTCache="));
        assertThat(ofANewerJar).noneMatch(line -> line.contains("AOTCache="));
        assertThat(kept()).hasSize(1);
    }

    @Test
    void rehearsalThatFails_isNotTriedAgain_andWhatItLeftIsNotUsed() throws Exception {
        Map<String, String> java = java("25.0.3");
        Files.createFile(home.resolve("calls.fail"));

        assertThat(rehearsals(told(java, "dust get s/s a"))).hasSize(1);
        assertThat(told(java, "dust get s/s a")).singleElement().asString().doesNotContain("AOTCache");
    }

    @Test
    void rehearsalOfAnotherCommand_isNotDisturbed_unlessItWasEnded() throws Exception {
        Map<String, String> java = java("25.0.3");
        told(java, "dust get s/s a");
        Path kept = kept().getFirst();
        Path underWay = Files.move(kept, kept.resolveSibling(kept.getFileName() + ".new"));

        assertThat(rehearsals(told(java, "dust get s/s a"))).isEmpty();
        Files.setLastModifiedTime(underWay, FileTime.from(Instant.now().minus(Duration.ofMinutes(30))));
        assertThat(rehearsals(told(java, "dust get s/s a"))).as("which removes it").isEmpty();
        assertThat(rehearsals(told(java, "dust get s/s a"))).hasSize(1);
        assertThat(kept()).containsExactly(kept);
    }

    @Test
    void javaThatDoesNotSayWhichItIs_keepsClassesByItself() throws Exception {
        assertThat(told(java(""), "dust get s/s a")).singleElement().asString()
                .contains("-XX:SharedArchiveFile=" + home, "-XX:+AutoCreateSharedArchive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "simulate --seeds 1", "chaos"})
    void whatRunsForLong_rehearsesNothing(String command) throws Exception {
        assertThat(rehearsals(told(java("25.0.3"), "dust " + command))).isEmpty();
        assertThat(kept()).isEmpty();
    }

    @Test
    void rehearsalThatIsTurnedOff_keepsNothing() throws Exception {
        assertThat(rehearsals(told(java("25.0.3"), "DUST_REHEARSAL=off dust get s/s a"))).isEmpty();
        assertThat(kept()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25.0.3"})
    void whereNothingCanBeKept_commandsRunAllTheSame(String release) throws Exception {
        Path file = Files.createFile(home.resolve("file"));

        List<String> told = told(java(release), "XDG_CACHE_HOME=" + file + " dust get s/s a");
        List<String> homeless = told(java(release), "unset HOME; XDG_CACHE_HOME= dust get s/s a");

        assertThat(told).singleElement().asString().endsWith("dev.dust.cli.Main get s/s a").doesNotContain("Archive");
        assertThat(homeless).isEqualTo(told);
    }

    /** Of Java itself: what it takes from the file, and that one that is broken does no harm. */
    @Test
    void twoFirstCommandsAtOnce_rehearseOnce_andABrokenFileDoesNoHarm() throws Exception {
        archive.packJars();
        Map<String, String> rehearsing = Map.of("DUST_REHEARSAL", "");
        archive.bash(rehearsing, "dust --version & dust --version; wait").done();
        Path kept = awaitRehearsal();
        Path loaded = home.resolve("loaded");

        archive.bash(Map.of("_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded, "DUST_REHEARSAL", ""), "dust --version");

        assertThat(kept).isDirectoryContaining("glob:**sqlitejdbc*");
        assertThat(Files.readString(loaded)).containsPattern("dev\\.dust\\.cli\\.DustCommand source: shared objects file");
        Path classes = kept.resolve("classes");
        byte[] whole = Files.readAllBytes(classes);
        for (int length : List.of(1, 1_000, whole.length / 2)) {
            Files.write(classes, Arrays.copyOf(whole, length));
            CommandRun broken = archive.bash(rehearsing, "dust --version").done();
            assertThat(broken.out()).startsWith("dust ").hasLineCount(1);
            assertThat(broken.err()).isEmpty();
        }
    }

    /** It goes on in the background, behind the command, until it is moved to its place. */
    private Path awaitRehearsal() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (System.nanoTime() < end) {
            List<Path> found = kept();
            if (found.size() == 1 && !found.getFirst().toString().endsWith(".new")) {
                return found.getFirst();
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no rehearsal within 3 minutes");
    }
}
