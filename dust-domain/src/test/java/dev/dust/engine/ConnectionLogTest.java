package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.metrics.Metrics;
import dev.dust.sync.SyncConfig;
import dev.dust.sync.TakenTransitions;
import dev.dust.time.TimerId;
import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What an operator reads of a connection: each change once. */
@ResourceLock("log of the connection")
class ConnectionLogTest {
    private final FakeTransport transport = new FakeTransport();
    private final FakeTime time = new FakeTime();
    private final ConnectionManager connections = new ConnectionManager(new EmptyCache(), transport, "dev_test",
            () -> "dev_fresh", true,
            new EngineConfig(new SyncConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30), 1, 1, 1), time,
                    task -> Thread.ofVirtual().start(task), new Threads(task -> Thread.ofVirtual().start(task)),
                    new Random(1), Duration.ofSeconds(3), new TakenTransitions(), Metrics.none()));
    private final Logger logger = Logger.getLogger(ConnectionLog.class.getName());
    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            if (logged.getLevel().intValue() >= Level.INFO.intValue()) {
                lines.add(logged.getLevel() + " " + logged.getMessage());
            }
        }

        @Override
        public void flush() {
            // Nothing waits.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    };

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void close() {
        connections.close();
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private void connect() {
        connections.engine("a/b");
        transport.newest().opened();
        pass(60);
        assertThat(lines).containsExactly("INFO connected to the server as dev_test");
        lines.clear();
    }

    private void pass(long seconds) {
        time.nanos += Duration.ofSeconds(seconds).toNanos();
    }

    private void end(CloseReason why) {
        transport.newest().closed(why);
    }

    private void retry() {
        time.fire(TimerId.RECONNECT);
    }

    @Test
    void connectionThatIsLost_isToldOnce_howeverManyAttemptsFail_andOnceWhenItIsBack() {
        connect();
        end(new Lost("the line broke", By.SERVER));
        for (int i = 0; i < 4; i++) {
            retry();
            pass(3);
            end(new Lost("nobody answers"));
        }
        retry();
        transport.newest().opened();
        assertThat(lines).containsExactly("WARNING lost the connection to the server: the line broke; trying again",
                "INFO connected again after 12 s");
    }

    @Test
    void serverThatRestartsInGoodOrder_isNothingToLookAt() {
        connect();
        for (int code : new int[]{1000, 1001, 1012}) {
            end(Lost.ofCode("closed with code " + code, code));
            retry();
            end(new Lost("not yet"));
            retry();
            transport.newest().opened();
            pass(60);
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void serverThatWentInGoodOrder_andStaysAway_isTold() {
        connect();
        end(Lost.ofCode("closed with code 1001", 1001));
        for (int i = 0; i < 4; i++) {
            retry();
            pass(2);
            end(new Lost("nobody answers"));
        }
        assertThat(lines).containsExactly("WARNING there is no connection to the server: nobody answers; trying again");
    }

    @Test
    void serverThatIsNotThere_isToldOnce() {
        connections.engine("a/b");
        for (int i = 0; i < 4; i++) {
            end(new Lost("nobody answers"));
            retry();
        }
        transport.newest().opened();
        assertThat(lines).containsExactly("WARNING there is no connection to the server: nobody answers; trying again",
                "INFO connected again after 0 s");
    }

    @Test
    void connectionThatComesAndGoes_isNotToldEachTime() {
        connect();
        for (int i = 0; i < 10; i++) {
            end(new Lost("cut", By.SERVER));
            retry();
            transport.newest().opened();
            pass(1);
        }
        assertThat(lines).hasSize(2);
        pass(60);
        end(new Lost("cut", By.SERVER));
        assertThat(lines).hasSize(3);
    }
}
