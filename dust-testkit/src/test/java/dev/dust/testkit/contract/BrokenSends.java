package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.PassingTransport.layered;
import static dev.dust.testkit.contract.PassingTransport.sending;

import dev.dust.testkit.contract.PassingTransport.Layer;
import dev.dust.testkit.contract.PassingTransport.PassingConnection;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Transports that go wrong where messages are sent. */
final class BrokenSends {
    private static final int SOME_NUMBER = 3_000;
    private static final int ROOM = 20;

    private BrokenSends() {
    }

    static Stream<BrokenTransport> all() {
        var all = Stream.<BrokenTransport>builder();
        all.add(new BrokenTransport("loses a message", "sent_reachTheServerInOrder_eachOnce",
                numbering((connection, message, number) -> {
                    if (number != SOME_NUMBER) {
                        connection.send(message);
                    }
                })));
        all.add(new BrokenTransport("sends a message again", "sent_reachTheServerInOrder_eachOnce",
                numbering((connection, message, number) -> {
                    connection.send(message);
                    if (number == SOME_NUMBER) {
                        connection.send(message);
                    }
                })));
        all.add(new BrokenTransport("loses its order where threads are interrupted", "threads_eachKeepTheirOrder",
                sending(Hasty::new)));
        all.add(new BrokenTransport("has room for some messages, and then waits", "send_neverWaitsForTheServer",
                BrokenSends::waiting));
        all.add(new BrokenTransport("holds a lock while it calls its listener", "send_neverWaitsForTheListener",
                layered(Locking::new)));
        all.add(new BrokenTransport("takes for granted that it is open", "send_beforeTheOpening_doesNoHarm",
                layered(Opened::new)));
        all.add(new BrokenTransport("throws when the connection is gone", "send_duringAndAfterALoss_doesNoHarm",
                layered(Ended::new)));
        all.add(new BrokenTransport("swallows the exception of its codec", "unsendable_isToldByTheEnd",
                sending(connection -> new PassingConnection(connection) {
                    @Override
                    public void send(ClientMessage message) {
                        if (!message.store().contains("\ud800/") && !message.store().endsWith("\ud800")) {
                            super.send(message);
                        }
                    }
                })));
        return all.build();
    }

    private interface Numbered {
        void send(Transport.Connection connection, ClientMessage message, int number);
    }

    private static BrokenTransport.Maker numbering(Numbered way) {
        return sending(connection -> new PassingConnection(connection) {
            private final AtomicInteger count = new AtomicInteger();

            @Override
            public void send(ClientMessage message) {
                way.send(inner, message, count.incrementAndGet());
            }
        });
    }

    /** Sends what an interrupted thread has sent first after what it sends next. */
    private static final class Hasty extends PassingConnection {
        private final ThreadLocal<ClientMessage> late = new ThreadLocal<>();

        Hasty(Transport.Connection inner) {
            super(inner);
        }

        @Override
        public void send(ClientMessage message) {
            if (!Thread.currentThread().isInterrupted()) {
                super.send(message);
            } else if (late.get() == null) {
                late.set(message);
            } else {
                super.send(message);
                super.send(late.get());
                late.remove();
            }
        }
    }

    private static Transport waiting(InProcessServer server, Supplier<String> token, Duration interval) {
        return numbering((connection, message, number) -> {
            InProcessLine line = server.firstLine();
            if (number > ROOM && line != null) {
                Waiting.until(() -> line.isReading() || line.isOver(), Duration.ofMinutes(1));
            }
            connection.send(message);
        }).make(server, token, interval);
    }

    private static final class Locking extends Layer {
        private final ReentrantLock lock = new ReentrantLock();

        @Override
        public void received(ServerMessage message) {
            lock.lock();
            try {
                super.received(message);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void send(ClientMessage message) {
            lock.lock();
            try {
                super.send(message);
            } finally {
                lock.unlock();
            }
        }
    }

    private static final class Opened extends Layer {
        private volatile boolean open;

        @Override
        public void opened() {
            open = true;
            super.opened();
        }

        @Override
        public void send(ClientMessage message) {
            if (!open) {
                throw new NullPointerException("session");
            }
            super.send(message);
        }
    }

    private static final class Ended extends Layer {
        private volatile boolean over;

        @Override
        public void closed(CloseReason reason) {
            over = true;
            super.closed(reason);
        }

        @Override
        public void send(ClientMessage message) {
            if (over) {
                throw new IllegalStateException("the connection is closed");
            }
            super.send(message);
        }
    }
}
