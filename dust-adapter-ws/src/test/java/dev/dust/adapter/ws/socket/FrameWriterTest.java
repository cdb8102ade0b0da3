package dev.dust.adapter.ws.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who writes to the socket, and that everything gets there, once and in order. */
@Timeout(60)
class FrameWriterTest {
    private final FrameWriter writer = new FrameWriter(() -> {
    });
    private final Socket socket = new Socket();
    private final Thread thread = Thread.ofPlatform().daemon().name("writer").unstarted(() -> {
        try {
            writer.run(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    });

    /** Notes what is written, and by whom. */
    private static final class Socket extends OutputStream {
        private final BlockingQueue<Map.Entry<Thread, String>> written = new LinkedBlockingQueue<>();
        private final Semaphore room = new Semaphore(Integer.MAX_VALUE);
        private volatile boolean broken;
        private volatile boolean atTheEndOfTheStack;

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (broken) {
                throw new IOException("broken pipe");
            }
            if (atTheEndOfTheStack) {
                throw new StackOverflowError();
            }
            room.acquireUninterruptibly();
            written.add(Map.entry(Thread.currentThread(), new String(bytes, offset, length, StandardCharsets.UTF_8)));
        }

        Map.Entry<Thread, String> next() throws InterruptedException {
            return written.take();
        }
    }

    /** {@code text} must not begin as a close frame does: not with h nor x. */
    private static ByteBuffer frame(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @BeforeEach
    void start() {
        thread.start();
        awaitWriter();
    }

    /** It waits for something to write: then everybody may. */
    private void awaitWriter() {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void stop() {
        socket.room.release(Integer.MAX_VALUE - socket.room.availablePermits());
        writer.stop();
    }

    private Map.Entry<Thread, String> byThis(String text) {
        return Map.entry(Thread.currentThread(), text);
    }

    private Map.Entry<Thread, String> byWriter(String text) {
        return Map.entry(thread, text);
    }

    @Test
    void whoeverBringsAMessage_writesIt_whileTheServerAnswers() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(writer.message(frame("m" + i), "r" + i)).isTrue();
            assertThat(socket.next()).isEqualTo(byThis("m" + i));
            writer.answered("r" + i);
        }
        assertThat(writer.written()).isEqualTo(writer.queued());
    }

    /** The network's buffers are full some day, and nobody is to wait for that. */
    @Test
    void whereTheServerDoesNotAnswer_fourMessagesAreWrittenByWhoBringsThem_andTheOthersByTheThreadForThat() throws Exception {
        for (int i = 0; i < 4; i++) {
            writer.message(frame("m" + i), "r" + i);
            assertThat(socket.next()).isEqualTo(byThis("m" + i));
        }
        writer.message(frame("m4"), "r4");
        assertThat(socket.next()).isEqualTo(byWriter("m4"));

        writer.answered("r0");
        writer.message(frame("m5"), "r5");
        assertThat(socket.next()).as("only the first has certainly arrived").isEqualTo(byWriter("m5"));
        writer.answered("r5");
        awaitWriter();
        writer.message(frame("m6"), "r6");
        assertThat(socket.next()).isEqualTo(byThis("m6"));
    }

    @Test
    void aLargeMessage_isWrittenByTheThreadForThat() throws Exception {
        String large = "m".repeat(4097);
        writer.message(frame(large), "r0");
        assertThat(socket.next()).isEqualTo(byWriter(large));
    }

    @Test
    void answerThatNeverComes_isAwaitedNoLonger_ifAnotherIs() throws Exception {
        for (int i = 0; i < 5; i++) {
            writer.message(frame("m" + i), "r" + i);
            socket.next();
        }
        writer.awaitAnother();
        writer.message(frame("beat"), null);
        assertThat(socket.next()).isEqualTo(byWriter("beat"));
        writer.message(frame("m5"), "r5");
        assertThat(socket.next()).isEqualTo(byWriter("m5"));
        writer.answered("r5");
        awaitWriter();
        writer.message(frame("m6"), "r6");
        assertThat(socket.next()).isEqualTo(byThis("m6"));
    }

    @Test
    void whileTheNetworkTakesNothing_nobodyWaitsWhoBringsAMessage() throws Exception {
        socket.room.drainPermits();
        writer.message(frame("m".repeat(5000)), "r0");
        for (int i = 1; i < 1000; i++) {
            assertThat(writer.message(frame("m"), "r" + i)).isTrue();
        }
        assertThat(writer.written()).isZero();
        assertThat(writer.queued()).isEqualTo(5999);
    }

    @Test
    void whoWritesWhereTheNetworkFails_hearsOfIt_andNothingIsWrittenAnyMore() throws Exception {
        socket.broken = true;
        assertThatIOException().isThrownBy(() -> writer.message(frame("m0"), "r0"));
        socket.broken = false;
        assertThat(writer.message(frame("m1"), "r1")).isTrue();
        writer.stop();
        thread.join();
        assertThat(socket.written).isEmpty();
    }

    /** What would follow is in the middle of that message. */
    @Test
    void behindAMessageThatWasBrokenOff_nothingIsWritten() throws Exception {
        socket.atTheEndOfTheStack = true;
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> writer.message(frame("m0"), "r0"));
        socket.atTheEndOfTheStack = false;
        assertThat(writer.message(frame("m1"), "r1")).isTrue();
        writer.stop();
        thread.join();
        assertThat(socket.written).isEmpty();
    }

    /** A server that pings and does not read fills the buffers, too. */
    @Test
    void whatTyrusSays_takesRoomLikeMessages() throws Exception {
        for (int i = 0; i < 4; i++) {
            writer.write(frame("pong" + i), new CompletionHandler<>() {
            });
            assertThat(socket.next()).isEqualTo(byWriter("pong" + i));
        }
        awaitWriter();
        writer.message(frame("m0"), "r0");
        assertThat(socket.next()).isEqualTo(byWriter("m0"));
        writer.answered("r0");
        awaitWriter();
        writer.message(frame("m1"), "r1");
        assertThat(socket.next()).isEqualTo(byThis("m1"));
    }

    @Test
    void closedWriter_takesNothing() throws Exception {
        writer.close();
        assertThat(writer.message(frame("m"), "r")).isFalse();
        thread.join();
        assertThat(socket.written).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void messagesOfManyThreads_areWrittenOnce_eachThreadsInOrder_whoeverWrites(long seed) throws Exception {
        int threads = 4;
        int each = 2000;
        var done = new CountDownLatch(threads);
        var answers = new LinkedBlockingQueue<String>();
        Thread server = Thread.ofPlatform().daemon().start(() -> {
            var random = new Random(seed);
            while (true) {
                try {
                    String ref = answers.take();
                    if (random.nextInt(3) > 0) {
                        writer.answered(ref);
                    } else if (random.nextInt(20) == 0) {
                        writer.awaitAnother();
                    }
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        for (int t = 0; t < threads; t++) {
            int number = t;
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (int i = 0; i < each; i++) {
                        String text = number + ":" + i + ";";
                        writer.message(frame(text), text);
                        answers.add(text);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        writer.close();
        thread.join();
        server.interrupt();

        var perThread = new HashMap<String, List<Integer>>();
        var writers = new ArrayList<Thread>();
        for (Map.Entry<Thread, String> write : socket.written) {
            writers.add(write.getKey());
            for (String message : write.getValue().split(";")) {
                String[] parts = message.split(":");
                perThread.computeIfAbsent(parts[0], none -> new ArrayList<>()).add(Integer.valueOf(parts[1]));
            }
        }
        assertThat(perThread).as("seed %d", seed).hasSize(threads);
        perThread.values()
                .forEach(numbers -> assertThat(numbers).as("seed %d", seed).hasSize(each).isSorted().doesNotHaveDuplicates());
        assertThat(writers).as("seed %d: nobody else than one of them has written", seed).anyMatch(by -> !by.equals(thread));
    }
}
