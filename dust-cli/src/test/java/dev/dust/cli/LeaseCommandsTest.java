package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases on the command line. */
class LeaseCommandsTest extends AgainstServer {
    private static Map<?, ?> map(CommandRun run) {
        return (Map<?, ?>) run.json().toPlain();
    }

    @Test
    void lease_isHeldByOne_untilItIsReleased() {
        Map<?, ?> lease = map(dust("lease", STORE, "jobs/x", "--ttl", "1h", "--holder", "ann").done());
        assertThat(lease.get("key")).isEqualTo("jobs/x");
        assertThat(lease.get("token")).isEqualTo(1L);
        assertThat(lease.get("fence")).isEqualTo("jobs/x:1");
        assertThat(lease.get("holder")).isEqualTo("ann");

        assertThat(dust("lease", STORE, "jobs/x").complaint(ExitCode.NOT_HELD)).contains("somebody else");

        assertThat(map(dust("renew", STORE, "jobs/x:1", "--ttl", "2h").done()).get("fence")).isEqualTo("jobs/x:1");
        dust("put", STORE, "a", "1", "--fence", "jobs/x:1").done();
        assertThat(dust("release", STORE, "jobs/x:1").done().out()).isEqualTo("{\"released\":true}\n");
        assertThat(dust("release", STORE, "jobs/x:1").done().out()).isEqualTo("{\"released\":false}\n");
        assertThat(dust("renew", STORE, "jobs/x:1").complaint(ExitCode.NOT_HELD)).contains("not_held");
        assertThat(dust("put", STORE, "a", "2", "--fence", "jobs/x:1").complaint(ExitCode.REFUSED)).contains("fenced");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease s/s a --ttl 5", "lease s/s a --ttl 0s", "renew s/s a", "release s/s a:x", "run s/s a",
            "run s/s a --wait soon -- true", "discard s/s", "discard s/s --all op_x", "pending s/s"})
    void wrongArguments_areToldBeforeAnybodyIsAsked(String line) {
        assertThat(dust(line.split(" ")).complaint(ExitCode.USAGE)).contains("--help");
    }

    @Test
    @Tag("processes")
    void run_holdsTheLeaseWhileTheCommandRuns_andHandsItTheFence() {
        CommandRun run = dust("run", STORE, "jobs/x", "--", "sh", "-c",
                "[ \"$DUST_FENCE\" = \"jobs/x:$DUST_LEASE_TOKEN\" ] && [ \"$DUST_LEASE_KEY $DUST_STORE\" = 'jobs/x test/store' ]"
                        + " && exit 7");

        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.err()).isEmpty();
        assertThat(store.rows()).isEmpty();
    }

    @Test
    @Tag("processes")
    void run_tellsTheCommandWhichServerItIs_butNoToken() {
        CommandRun run = CommandRun.of(Map.of(), "run", STORE, "jobs/x", "--url", server.url().toString(), "--token", "secret",
                "--", "sh", "-c", "[ \"$DUST_URL\" = '" + server.url() + "' ] && ! env | grep -q secret");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    }

    @Test
    @Tag("processes")
    void run_givesTheLocaleBackThatTheLauncherTook() {
        CommandRun run = CommandRun.of(Map.of("DUST_URL", server.url().toString(), "DUST_LC_ALL", "xy"), "run", STORE, "jobs/x",
                "--", "sh", "-c", "[ \"$LC_ALL\" = xy ]");

        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    @Tag("processes")
    void run_withoutTheCommand_saysSo_andGivesTheLeaseBack() {
        assertThat(dust("run", STORE, "jobs/x", "--", "no-such-command-anywhere").complaint(127)).contains("no-such-command");
        assertThat(store.rows()).isEmpty();
    }

    @Test
    void run_ofWhatAnotherHolds_runsNothing() {
        dust("lease", STORE, "jobs/x", "--ttl", "1h").done();

        for (String patience : List.of("0s", "50ms")) {
            CommandRun run = dust("run", STORE, "jobs/x", "--wait", patience, "--", "no-such-command-anywhere");
            assertThat(run.complaint(ExitCode.NOT_HELD)).contains("somebody else");
        }
    }

    @Test
    @Tag("processes")
    void run_endsTheCommandWhenTheLeaseIsLost() throws Exception {
        try (var run = new RunningCommand(environment(), "run", STORE, "jobs/x", "--", "sleep",
                "600")) {
            while (store.get("jobs/x") == null) {
                Thread.onSpinWait();
            }
            store.set("jobs/x", "mine");

            assertThat(run.nextComplaint()).contains("was lost");
            assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_HELD);
        }
        assertThat(store.get("jobs/x")).isEqualTo(Value.of("mine"));
    }
}
