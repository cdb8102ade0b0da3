package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.DustStore;
import dev.dust.HeldLease;
import dev.dust.LeaseOptions;
import dev.dust.cli.chaos.process.ChildJvm;
import dev.dust.lease.LeaseLoss;
import dev.dust.testkit.server.DustServer;
import dev.dust.time.SystemTime;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process that is halted by SIGSTOP loses its lease to whoever waits, and writes nothing under it any more. */
@Tag("processes")
class HaltedHolderTest {
    private static final String KEY = "locks/one";
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void holderThatIsHalted_losesItsLease_hearsSo_andItsWritesDoNotLand() throws Exception {
        try (DustServer server = DustServer.start();
                ChildJvm holder = ChildJvm.start(List.of("-Xmx64m"), LeaseProcess.class,
                        List.of(server.url().toString(), KEY, Long.toString(TTL.toMillis())), ProcessBuilder.Redirect.INHERIT);
                var time = new SystemTime();
                var dust = LeaseProcess.client(time, server.url())) {
            DustStore store = dust.store(LeaseProcess.STORE);
            assertThat(holder.nextLine(PATIENCE)).startsWith("held");
            TimeUnit.NANOSECONDS.sleep(TTL.multipliedBy(2).toNanos());
            assertThat(answer(holder, "write x held")).as("for longer than its TTL").startsWith("wrote");

            holder.signal("STOP");
            HeldLease next = store.at(KEY).acquire(LeaseOptions.defaults().ttl(PATIENCE).waitTimeout(PATIENCE))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            next.store().put("x", "next").committed().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            holder.signal("CONT");

            String lost = holder.nextLine(PATIENCE);
            assertThat(lost).startsWith("lost ");
            assertThat(LeaseLoss.valueOf(lost.substring("lost ".length()))).isNotEqualTo(LeaseLoss.CLOSED);
            assertThat(answer(holder, "look")).isEqualTo("looked false");
            assertThat(answer(holder, "write x stale")).isEqualTo("refused lease_lost");
            assertThat(answer(holder, "push x stale")).isEqualTo("refused fenced");
            assertThat(server.store(LeaseProcess.STORE).get("x")).isEqualTo(Value.of("next"));
            assertThat(next.isHeld()).isTrue();
        }
    }

    private static String answer(ChildJvm process, String command) throws InterruptedException {
        process.tell(command);
        return process.nextLine(PATIENCE);
    }
}
