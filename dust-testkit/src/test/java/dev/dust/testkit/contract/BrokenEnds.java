package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.PassingTransport.layered;
import static dev.dust.testkit.contract.PassingTransport.listening;

import dev.dust.testkit.contract.PassingTransport.Layer;
import dev.dust.testkit.contract.PassingTransport.PassingListener;
import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason.Refused;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Transports that go wrong where connections end. */
final class BrokenEnds {
    private BrokenEnds() {
    }

    static Stream<BrokenTransport> all() {
        var all = Stream.<BrokenTransport>builder();
        all.add(new BrokenTransport("says nothing of a connection that breaks",
                Set.of("brokenConnection_isLost", "brokenConnection_isLost_whileTheListenerIsBusy",
                        "serverThatEndsTheConnection_isToBlame"),
                silentAbout(reason -> reason.message().contains("broke"))));
        all.add(new BrokenTransport("takes a broken connection for a refused one",
                Set.of("brokenConnection_isLost", "serverThatEndsTheConnection_isToBlame"),
                listening(listener -> new PassingListener(listener) {
                    @Override
                    public void closed(CloseReason reason) {
                        super.closed(reason.message().contains("broke") ? new Refused("broken") : reason);
                    }
                })));
        all.add(new BrokenTransport("overlooks an end while its listener is busy",
                "brokenConnection_isLost_whileTheListenerIsBusy", BrokenEnds::overlooking));
        all.add(new BrokenTransport("says nothing of the server's goodbye",
                Set.of("connectionThatTheServerCloses_isLost", "serverThatGoesInGoodOrder_isNotToBlame",
                        "serverThatEndsTheConnection_isToBlame", "serverThatWasSentTooMuch_isToldAsSuch"),
                silentAbout(reason -> reason.message().contains("goodbye"))));
        all.add(new BrokenTransport("blames a server that goes in good order", "serverThatGoesInGoodOrder_isNotToBlame",
                blaming("goodbye", By.NETWORK, By.SERVER)));
        all.add(new BrokenTransport("blames nobody", "serverThatEndsTheConnection_isToBlame",
                blaming("", By.SERVER, By.NETWORK)));
        all.add(new BrokenTransport("does not mind what the server says of its reasons",
                "serverThatWasSentTooMuch_isToldAsSuch",
                blaming("goodbye", By.TOO_LARGE, By.SERVER)));
        all.add(new BrokenTransport("blames the server for silence", "silence_isFound",
                blaming("does not answer", By.NETWORK, By.SERVER)));
        all.add(new BrokenTransport("blames the server for its own close()", "close_isTold",
                blaming("closed by this client", By.NETWORK, By.SERVER)));
        all.add(new BrokenTransport("blames a server that does not take it", "serverThatFails_isLost",
                blaming("does not take us", By.NETWORK, By.SERVER)));
        all.add(new BrokenTransport("says nothing to who closes", "close_isTold", layered(Wordless::new)));
        all.add(new BrokenTransport("leaves the connection open when it is closed", "close_reachesTheServer",
                layered(Hanging::new)));
        all.add(new BrokenTransport("waits in close() for the listener", "close_neverWaits", layered(Patient::new)));
        all.add(new BrokenTransport("tells the end for each close()", "closingFromManySides_isToldOnce",
                layered(Repeating::new)));
        all.add(new BrokenTransport("forgets a close() that comes before the opening", "close_beforeTheOpening_endsTheAttempt",
                layered(Forgetful::new)));
        all.add(new BrokenTransport("tells the end twice", "closed_isTheLastCall",
                afterwards(late -> late.closed(new Lost("told again")))));
        all.add(new BrokenTransport("calls back after the end", "closed_isTheLastCall",
                afterwards(late -> late.received(ContractTransport.event(5)))));
        all.add(new BrokenTransport("forgets its connections when it is closed", "closingTheTransport_endsItsConnections",
                BrokenEnds::forgettingItsConnections));
        all.add(new BrokenTransport("connects when it is closed", "closedTransport_connectsNoMore",
                BrokenEnds::connectingForEver));
        all.add(new BrokenTransport("sends no heartbeats", Set.of("heartbeats_keepTheConnection", "silence_isFound"),
                (server, token, interval) -> new InProcessTransport(server, token, null)));
        all.add(new BrokenTransport("does not mind silence", "silence_isFound",
                silentAbout(reason -> reason.message().contains("does not answer"))));
        all.add(new BrokenTransport("takes a busy listener for a silent server", "blockedListener_isNoSilence",
                BrokenEnds::impatient));
        return all.build();
    }

    private static BrokenTransport.Maker blaming(String message, By right, By wrong) {
        return listening(listener -> new PassingListener(listener) {
            @Override
            public void closed(CloseReason reason) {
                boolean matches = reason instanceof Lost lost && lost.by() == right && lost.message().contains(message);
                super.closed(matches ? new Lost(reason.message(), wrong) : reason);
            }
        });
    }

    private static BrokenTransport.Maker silentAbout(Predicate<CloseReason> unmentioned) {
        return listening(listener -> new PassingListener(listener) {
            @Override
            public void closed(CloseReason reason) {
                if (!unmentioned.test(reason)) {
                    super.closed(reason);
                }
            }
        });
    }

    private static Transport overlooking(InProcessServer server, Supplier<String> token, Duration interval) {
        return listening(listener -> new PassingListener(listener) {
            private boolean overlooked;

            @Override
            public void received(ServerMessage message) {
                super.received(message);
                overlooked = server.firstLine().isOver();
            }

            @Override
            public void closed(CloseReason reason) {
                if (!overlooked || !reason.message().contains("broke")) {
                    super.closed(reason);
                }
            }
        }).make(server, token, interval);
    }

    private static final class Wordless extends Layer {
        private volatile boolean open;
        private volatile boolean closing;

        @Override
        public void opened() {
            open = true;
            super.opened();
        }

        @Override
        public void close() {
            closing = open;
            super.close();
        }

        @Override
        public void closed(CloseReason reason) {
            if (!closing) {
                super.closed(reason);
            }
        }
    }

    private static final class Hanging extends Layer {
        private final ReentrantLock calls = new ReentrantLock();
        private boolean over;

        private void call(Runnable call, boolean last) {
            calls.lock();
            try {
                if (!over) {
                    over = last;
                    call.run();
                }
            } finally {
                calls.unlock();
            }
        }

        @Override
        public void received(ServerMessage message) {
            call(() -> super.received(message), false);
        }

        @Override
        public void closed(CloseReason reason) {
            call(() -> super.closed(reason), true);
        }

        @Override
        public void close() {
            Thread.ofVirtual().start(() -> closed(new Lost("closed by this client")));
        }
    }

    private static final class Patient extends Layer {
        private final CountDownLatch told = new CountDownLatch(1);
        private volatile Thread calling;

        @Override
        public void received(ServerMessage message) {
            calling = Thread.currentThread();
            super.received(message);
            calling = null;
        }

        @Override
        public void close() {
            super.close();
            if (Thread.currentThread() != calling) {
                Background.await(told, Duration.ofMinutes(1));
            }
        }

        @Override
        public void closed(CloseReason reason) {
            super.closed(reason);
            told.countDown();
        }
    }

    private static final class Repeating extends Layer {
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public void close() {
            if (closed.getAndSet(true)) {
                listener.closed(new Lost("closed by this client"));
            }
            super.close();
        }
    }

    private static final class Forgetful extends Layer {
        private volatile boolean open;

        @Override
        public void opened() {
            open = true;
            super.opened();
        }

        @Override
        public void close() {
            if (open) {
                super.close();
            }
        }
    }

    /**
     * Calls a listener whose connection is over once more, when the next connection begins: so that no test can be too quick.
     */
    private static BrokenTransport.Maker afterwards(LateCall call) {
        return (server, token, interval) -> new PassingTransport(server, token, interval) {
            private final AtomicReference<Listener> over = new AtomicReference<>();

            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                Listener late = over.getAndSet(null);
                if (late != null) {
                    call.to(late);
                }
                return super.connect(handshake, new PassingListener(listener) {
                    @Override
                    public void closed(CloseReason reason) {
                        over.set(listener);
                        super.closed(reason);
                    }
                });
            }
        };
    }

    private interface LateCall {
        void to(Transport.Listener late);
    }

    private static Transport forgettingItsConnections(InProcessServer server, Supplier<String> token, Duration interval) {
        return new PassingTransport(server, token, interval) {
            private final InProcessTransport closedOne = new InProcessTransport(server, token, interval);
            private volatile boolean closed;

            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                return closed ? closedOne.connect(handshake, listener) : super.connect(handshake, listener);
            }

            @Override
            public void close() {
                closed = true;
                closedOne.close();
            }
        };
    }

    private static Transport connectingForEver(InProcessServer server, Supplier<String> token, Duration interval) {
        return new PassingTransport(server, token, interval) {
            private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                Connection connection = super.connect(handshake, listener);
                connections.add(connection);
                return connection;
            }

            @Override
            public void close() {
                connections.forEach(Connection::close);
            }
        };
    }

    /** Looks at the clock when the listener has returned. */
    private static Transport impatient(InProcessServer server, Supplier<String> token, Duration interval) {
        return layered(() -> new Layer() {
            @Override
            public void received(ServerMessage message) {
                long start = System.nanoTime();
                super.received(message);
                if (interval != null && System.nanoTime() - start > interval.toNanos()) {
                    close();
                }
            }
        }).make(server, token, interval);
    }
}
