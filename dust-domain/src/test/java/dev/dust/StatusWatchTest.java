package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.engine.IdlePorts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** A listener is told of the next change, though the last one could not be told. */
class StatusWatchTest {
    private Throwable failure;
    private final Executor executor = task -> {
        switch (failure) {
            case null -> task.run();
            case RuntimeException thrown -> throw thrown;
            case Error thrown -> throw thrown;
            default -> throw new AssertionError(failure);
        }
    };

    @Test
    void executorThatFailsOnce_silencesNobody() {
        for (Throwable thrown : List.of(new IllegalStateException("full"), new InternalError("no more threads"))) {
            var ports = new IdlePorts(port -> {
            });
            var heard = new ArrayList<ConnectionStatus>();
            failure = thrown;
            try (Dust dust = new Dust(ports.cache(), ports.transport(), ports.codecs(),
                    DustOptions.defaults().executor(executor))) {
                dust.onStatus(connection -> heard.add(connection.status()));
                assertThat(heard).isEmpty();
                failure = null;
                dust.store("org/store");
                assertThat(heard).as("%s", thrown).containsExactly(ConnectionStatus.CONNECTING);
            }
        }
    }
}
