package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.PassingTransport.layered;
import static dev.dust.testkit.contract.PassingTransport.listening;

import dev.dust.testkit.contract.PassingTransport.Layer;
import dev.dust.testkit.contract.PassingTransport.PassingListener;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Transports that go wrong where messages come to the listener. */
final class BrokenDeliveries {
    private static final int SOME_NUMBER = 3_000;

    private BrokenDeliveries() {
    }

    static Stream<BrokenTransport> all() {
        var all = Stream.<BrokenTransport>builder();
        all.add(new BrokenTransport("swallows an event", "messages_arriveInOrder_eachOnce",
                listening(Swallowing::new)));
        all.add(new BrokenTransport("brings an event twice", "messages_arriveInOrder_eachOnce",
                listening(Duplicating::new)));
        all.add(new BrokenTransport("brings an event before the one before it", "messages_arriveInOrder_eachOnce",
                listening(Reordering::new)));
        all.add(new BrokenTransport("forgets what is unread when the server says goodbye", "lastMessages_arriveBeforeTheEnd",
                BrokenDeliveries::forgettingTheRest));
        all.add(new BrokenTransport("tells the end on the thread that closes", "calls_neverOverlap",
                layered(EndingAtOnce::new)));
        all.add(new BrokenTransport("reads into a queue without end", "blockedListener_slowsTheServerDown",
                listening(Queueing::new)));
        all.add(new BrokenTransport("lets an exception of its listener's end its thread",
                "listenerThatThrows_isNotLeftInTheDark", listening(Dying::new)));
        all.add(new BrokenTransport("drops what is sent from within a call", "listener_maySendAndClose",
                layered(Deaf::new)));
        all.add(new BrokenTransport("ends the connection for a frame about no store", "junk_isDropped",
                layered(Strict::new)));
        all.add(new BrokenTransport("reports a frame about no store", "junk_isDropped", layered(Fussy::new)));
        all.add(new BrokenTransport("drops a frame that it cannot read", "unreadableFrame_isReportedInItsPlace",
                listening(listener -> new PassingListener(listener) {
                    @Override
                    public void unreadable(String why) {
                        // Nobody hears of it.
                    }
                })));
        all.add(new BrokenTransport("ends the connection for a frame that it cannot read",
                "unreadableFrame_isReportedInItsPlace",
                layered(() -> new Layer() {
                    @Override
                    public void unreadable(String why) {
                        close();
                    }
                })));
        all.add(new BrokenTransport("does not say what is wrong with a frame", "unreadableFrame_isReportedInItsPlace",
                listening(listener -> new PassingListener(listener) {
                    @Override
                    public void unreadable(String why) {
                        super.unreadable("");
                    }
                })));
        all.add(new BrokenTransport("brings answers to heartbeats as messages", "heartbeats_keepTheConnection",
                layered(Talkative::new)));
        return all.build();
    }

    /** Counts. */
    private abstract static class Counting extends PassingListener {
        private int count;

        Counting(Transport.Listener inner) {
            super(inner);
        }

        @Override
        public void received(ServerMessage message) {
            received(message, ++count);
        }

        abstract void received(ServerMessage message, int number);
    }

    private static final class Swallowing extends Counting {
        Swallowing(Transport.Listener inner) {
            super(inner);
        }

        @Override
        void received(ServerMessage message, int number) {
            if (number != SOME_NUMBER) {
                inner.received(message);
            }
        }
    }

    private static final class Duplicating extends Counting {
        Duplicating(Transport.Listener inner) {
            super(inner);
        }

        @Override
        void received(ServerMessage message, int number) {
            inner.received(message);
            if (number == SOME_NUMBER) {
                inner.received(message);
            }
        }
    }

    private static final class Reordering extends Counting {
        private ServerMessage late;

        Reordering(Transport.Listener inner) {
            super(inner);
        }

        @Override
        void received(ServerMessage message, int number) {
            if (number == SOME_NUMBER) {
                late = message;
                return;
            }
            inner.received(message);
            if (number == SOME_NUMBER + 1) {
                inner.received(late);
            }
        }
    }

    private static Transport forgettingTheRest(InProcessServer server, Supplier<String> token, Duration interval) {
        return listening(listener -> new PassingListener(listener) {
            @Override
            public void received(ServerMessage message) {
                if (!server.firstLine().isHungUp()) {
                    super.received(message);
                }
            }
        }).make(server, token, interval);
    }

    /** Does so while the listener is busy with the first message; that will do here, and is no race. */
    private static final class EndingAtOnce extends Layer {
        private volatile boolean busy;
        private volatile boolean ended;

        @Override
        public void received(ServerMessage message) {
            busy = ContractTransport.event(1).equals(message);
            if (!ended) {
                super.received(message);
            }
            busy = false;
        }

        @Override
        public void close() {
            if (busy) {
                ended = true;
                listener.closed(new CloseReason.Lost("closed by this client"));
            }
            super.close();
        }

        @Override
        public void closed(CloseReason reason) {
            if (!ended) {
                super.closed(reason);
            }
        }
    }

    private static final class Queueing extends PassingListener {
        private final BlockingQueue<Runnable> calls = new LinkedBlockingQueue<>();
        private boolean over;

        Queueing(Transport.Listener inner) {
            super(inner);
            Thread.ofVirtual().start(() -> {
                while (!over) {
                    Waiting.poll(calls, 1, TimeUnit.DAYS).run();
                }
            });
        }

        @Override
        public void opened() {
            calls.add(super::opened);
        }

        @Override
        public void received(ServerMessage message) {
            calls.add(() -> {
                try {
                    super.received(message);
                } catch (Throwable thrown) {
                    // The listener's own fault.
                }
            });
        }

        @Override
        public void unreadable(String why) {
            calls.add(() -> super.unreadable(why));
        }

        @Override
        public void closed(CloseReason reason) {
            calls.add(() -> {
                over = true;
                super.closed(reason);
            });
        }
    }

    private static final class Dying extends PassingListener {
        private boolean dead;

        Dying(Transport.Listener inner) {
            super(inner);
        }

        @Override
        public void received(ServerMessage message) {
            if (!dead) {
                dead = true;
                super.received(message);
                dead = false;
            }
        }

        @Override
        public void closed(CloseReason reason) {
            if (!dead) {
                super.closed(reason);
            }
        }
    }

    private static final class Deaf extends Layer {
        private volatile Thread calling;

        @Override
        public void opened() {
            calling = Thread.currentThread();
            super.opened();
            calling = null;
        }

        @Override
        public void send(ClientMessage message) {
            if (Thread.currentThread() != calling) {
                super.send(message);
            }
        }
    }

    private static final class Fussy extends Layer implements InProcessLine.Alert {
        @Override
        public void junk() {
            unreadable("it is about no store");
        }

        @Override
        public void heartbeatAnswered() {
            // That is no message.
        }
    }

    private static final class Strict extends Layer implements InProcessLine.Alert {
        @Override
        public void junk() {
            close();
        }

        @Override
        public void heartbeatAnswered() {
            // That is no message.
        }
    }

    /** Where nothing else came. */
    private static final class Talkative extends Layer implements InProcessLine.Alert {
        private volatile boolean heard;

        @Override
        public void junk() {
            // That is no message.
        }

        @Override
        public void heartbeatAnswered() {
            if (!heard) {
                received(new ServerMessage("phoenix", null, "1", ServerMessage.REPLY, MapValue.EMPTY));
            }
        }

        @Override
        public void received(ServerMessage message) {
            heard = true;
            super.received(message);
        }
    }
}
