package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cli.Main;
import dev.dust.cli.chaos.process.ChildJvm;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.value.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A file goes up and down that is larger than all memory which client and server have. {@code -Ddust.largeFile.mib=1024} and
 * {@code -Ddust.largeFile.heap=64} for another size, in MiB.
 */
@Tag("processes")
@Execution(ExecutionMode.CONCURRENT)
class LargeFileTest {
    private static final long SIZE = Long.getLong("dust.largeFile.mib",
            Boolean.getBoolean("dust.test.thorough") ? 192 : 64) << 20;
    private static final String HEAP = "-Xmx" + Integer.getInteger("dust.largeFile.heap", 40) + "m";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern URL = Pattern.compile("ws://\\S+");

    @TempDir
    private Path folder;

    private static String next(ChildJvm process) throws InterruptedException {
        String line = process.nextLine(PATIENCE);
        assertThat(line).as("what a process with %s says", HEAP).isNotNull();
        return line;
    }

    @Test
    void fileThatIsLargerThanEveryHeap_goesUp_andComesDownEqual() throws InterruptedException, IOException {
        Path data = folder.resolve("dust.jsonl");
        assertGoesUpAndDown(List.of("--data", data.toString()));
        assertThat(data).as("the journal has no content")
                .satisfies(journal -> assertThat(Files.size(journal)).isLessThan(10_000));
    }

    @Test
    @Tag("postgres")
    void theSameHolds_whereContentsAreInTheDatabase() throws InterruptedException, IOException {
        assertGoesUpAndDown(List.of("--ledger", "postgres", "--jdbc", TestPostgres.newDatabase().url()));
    }

    private void assertGoesUpAndDown(List<String> ofServer) throws InterruptedException, IOException {
        Path copy = folder.resolve("copy.bin");
        var arguments = new ArrayList<>(List.of("serve", "--port", "0"));
        arguments.addAll(ofServer);
        try (var server = ChildJvm.start(List.of(HEAP), Main.class, arguments, ProcessBuilder.Redirect.INHERIT)) {
            Matcher url = URL.matcher(next(server));
            assertThat(url.find()).as("the server says where it is").isTrue();
            try (var client = ChildJvm.start(List.of(HEAP), LargeFileProcess.class,
                    List.of(url.group(), Long.toString(SIZE), copy.toString()), ProcessBuilder.Redirect.INHERIT)) {
                assertThat(next(client)).isEqualTo("kept");
                String hash = next(client);
                assertThat(next(client)).isEqualTo("saved");
                assertThat(hash).isEqualTo("committed " + hashOfContent());
            }
        }
        assertThat(copy).hasSize(SIZE);
        try (InputStream expected = LargeFileProcess.content(SIZE); InputStream found = Files.newInputStream(copy)) {
            for (byte[] chunk = expected.readNBytes(1 << 16); chunk.length > 0; chunk = expected.readNBytes(1 << 16)) {
                assertThat(found.readNBytes(chunk.length)).isEqualTo(chunk);
            }
        }
    }

    private static String hashOfContent() throws IOException {
        var digest = Sha256.digest();
        try (InputStream content = LargeFileProcess.content(SIZE)) {
            for (byte[] chunk = content.readNBytes(1 << 16); chunk.length > 0; chunk = content.readNBytes(1 << 16)) {
                digest.update(chunk);
            }
        }
        return Sha256.name(digest);
    }
}
