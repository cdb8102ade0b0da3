package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files on the command line. */
class FileCommandsTest extends AgainstServer {
    @TempDir
    private Path folder;

    @Test
    void file_isStoredAndFetched() throws IOException {
        Path picture = Files.writeString(folder.resolve("hello.png"), "no picture");

        dust("put-file", STORE, "covers/hello", picture.toString(), "--type", "image/png").done();

        Path copy = folder.resolve("copy.png");
        assertThat(dust("fetch-file", STORE, "covers/hello", copy.toString()).done().out()).contains(
                "\"filename\":\"hello.png\"",
                "\"content_type\":\"image/png\"", "\"size\":10");
        assertThat(copy).hasContent("no picture");
        assertThat(dust("fetch-file", STORE, "covers/hello", "-").done().out()).isEqualTo("no picture");
    }

    @Test
    void standardInput_isAFileToo() {
        CommandRun.ofInput("from a pipe", environment(), "put-file", STORE, "f", "-", "--name", "n.txt").done();

        assertThat(dust("fetch-file", STORE, "f", "-").done().out()).isEqualTo("from a pipe");
        assertThat(dust("get", STORE, "f").done().out()).contains("\"filename\":\"n.txt\"");
    }

    @Test
    void whatIsNoFile_isToldInOneLine() {
        server.store(STORE).set("text", "x");

        assertThat(dust("put-file", STORE, "f", folder.resolve("none").toString()).complaint(ExitCode.USAGE)).contains("none");
        assertThat(dust("put-file", STORE, "f", folder.toString()).complaint(ExitCode.USAGE)).contains("is a directory");
        assertThat(dust("fetch-file", STORE, "f", "-").complaint(ExitCode.NOT_FOUND)).contains("no file at f");
        assertThat(dust("fetch-file", STORE, "text", "-").complaint(ExitCode.NOT_FOUND)).contains("no file at text");
        assertThat(dust("fetch-file", STORE, "text", folder.toString()).complaint(ExitCode.USAGE)).contains("FILE");
        assertThat(dust("fetch-file", STORE, "text", folder.resolve("no/folder").toString()).complaint(ExitCode.USAGE))
                .contains("FILE");
    }

    @Test
    void fileThatTheCacheDoesNotKnow_isUnreachable_withoutTheServer() {
        server.store(STORE).set("text", "x");
        Map<String, String> kept = Map.of("DUST_URL", server.url().toString(), "DUST_CACHE", "sqlite", "DUST_CACHE_FILE",
                folder.resolve("cache").toString());
        CommandRun.of(kept, "get", STORE, "text").done();
        server.close();

        assertThat(CommandRun.of(kept, "fetch-file", STORE, "f", "-").complaint(ExitCode.UNREACHABLE))
                .contains("cannot reach", "knows of nothing at f");
        assertThat(CommandRun.of(kept, "fetch-file", STORE, "text", "-").complaint(ExitCode.NOT_FOUND))
                .contains("no file at text");
    }
}
