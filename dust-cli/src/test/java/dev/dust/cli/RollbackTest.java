package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was before comes back. */
class RollbackTest extends AgainstServer {
    @Test
    void pathComesBack_asItWasAfterAnOp_andTheRestStays() {
        dust("put", "s/s", "a/x", "1").done();
        assertThat(dust("put", "s/s", "a/y", "2").out()).contains("\"store_seq\":2");
        dust("put", "s/s", "a", "7").done();
        dust("put", "s/s", "b", "8").done();

        assertThat(dust("rollback", "s/s", "a", "--to-seq", "2").done().out()).isEqualTo("{\"changed\":true}\n");
        assertThat(dust("get", "s/s", "a").out()).isEqualTo("{\"x\":1,\"y\":2}\n");
        assertThat(dust("get", "s/s", "b").out()).isEqualTo("8\n");
        assertThat(dust("rollback", "s/s", "a", "--to-seq", "2").done().out()).isEqualTo("{\"changed\":false}\n");
    }

    @Test
    void storeComesBack() {
        dust("put", "s/s", "a", "1").done();
        dust("put", "s/s", "b", "2").done();

        assertThat(dust("rollback", "s/s", "--all", "--to-seq", "1").done().out()).isEqualTo("{\"changed\":true}\n");
        assertThat(dust("export", "s/s").out()).isEqualTo("{\"path\":\"a\",\"type\":\"integer\",\"value\":1}\n");
    }

    @Test
    void opThatIsYetToCome_isRefused_andWhatIsNotSaidOrTwice_isAsMistake() {
        dust("put", "s/s", "a", "1").done();
        assertThat(dust("rollback", "s/s", "a", "--to-seq", "9").complaint(ExitCode.REFUSED))
                .contains("to_seq must lie between 0 and 1");
        assertThat(dust("rollback", "s/s", "--to-seq", "1").complaint(ExitCode.USAGE)).contains("a path is needed, or --all");
        assertThat(dust("rollback", "s/s", "a", "--all", "--to-seq", "1").complaint(ExitCode.USAGE))
                .contains("either a path or");
        assertThat(dust("rollback", "s/s", "a", "--to-seq", "-1").complaint(ExitCode.USAGE)).contains("0 or more");
        assertThat(dust("rollback", "s/s", "a").complaint(ExitCode.USAGE)).contains("--to-seq");
    }

    @Test
    void withoutAServer_nothingIsKeptForLater() {
        CommandRun run = CommandRun.of(Map.of("DUST_URL", "ws://localhost:1/ws/sync"), "rollback", "s/s", "a", "--to-seq", "1",
                "--timeout", "1");
        assertThat(run.complaint(ExitCode.UNREACHABLE)).contains("localhost:1");
    }
}
