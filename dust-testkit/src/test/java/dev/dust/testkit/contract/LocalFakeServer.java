package dev.dust.testkit.contract;

import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.node.LocalLine;
import dev.dust.server.node.LocalPeer;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.FileRefusedException;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A peer of local clients that does what a test tells it, in place of a node. Tokens are its own affair. */
final class LocalFakeServer implements FakeServer, LocalPeer {
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, String> tokensOfFiles = new ConcurrentHashMap<>();
    private final BlockingQueue<ServerEnd> accepted = new LinkedBlockingQueue<>();
    private Supplier<String> token = () -> "";
    private Answer answer = Answer.ACCEPT;
    private volatile boolean away;

    void askFor(Supplier<String> shown) {
        token = shown;
    }

    // --- The peer

    @Override
    public void accept(Handshake handshake, LocalLine line) throws NotTakenIn {
        String shown = token.get();
        if (away) {
            throw new NotTakenIn(new CloseReason.Lost("nobody is there"));
        }
        attempts.add(new Attempt(shown, handshake.deviceId(), handshake.capver()));
        switch (awaitAnswer()) {
            case ACCEPT -> {
                var mine = new Line(line);
                lines.add(mine);
                line.opened(mine);
                accepted.add(mine);
            }
            case REFUSE -> throw new NotTakenIn(new CloseReason.Refused("refused"));
            case FAIL, HOLD -> throw new NotTakenIn(new CloseReason.Lost("not now"));
        }
    }

    private synchronized Answer awaitAnswer() {
        while (answer == Answer.HOLD) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return answer;
    }

    @Override
    public InputStream download(String hash, long from) throws IOException {
        String shown = token.get();
        Answer now;
        synchronized (this) {
            now = answer;
        }
        if (away || now == Answer.FAIL) {
            throw new IOException("nobody answers");
        }
        byte[] content = files.get(hash);
        if (now == Answer.REFUSE || content != null && !shown.equals(tokensOfFiles.get(hash))) {
            throw new FileRefusedException("unauthorized", "refused");
        }
        if (content == null) {
            throw new FileRefusedException("not_found", "there is none");
        }
        return new ByteArrayInputStream(content, (int) from, content.length - (int) from);
    }

    @Override
    public void upload(String hash, long size, InputStream content) throws IOException {
        keep(hash, content.readAllBytes(), token.get());
    }

    // --- The fake server

    @Override
    public URI url() {
        return URI.create("local:/");
    }

    @Override
    public synchronized void answer(Answer how) {
        answer = how;
        notifyAll();
    }

    @Override
    public List<Attempt> attempts() {
        return attempts;
    }

    @Override
    public Optional<ServerEnd> accepted(Duration patience) {
        return Optional.ofNullable(Waiting.poll(accepted, patience.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public void keep(String hash, byte[] content, String needed) {
        files.put(hash, content);
        tokensOfFiles.put(hash, needed);
    }

    @Override
    public void close() {
        away = true;
        lines.forEach(ServerEnd::cut);
    }

    /** Its end of one line. */
    private static final class Line implements End, ServerEnd {
        private final LocalLine line;
        private final BlockingQueue<Optional<Frame>> received = new LinkedBlockingQueue<>();
        private final CountDownLatch gone = new CountDownLatch(1);
        /** Null while it reads. */
        private Runnable readOnLater;
        private boolean reading = true;
        private long lastSize;

        Line(LocalLine line) {
            this.line = line;
        }

        @Override
        public synchronized void received(Frame frame, Runnable readOn) {
            received.add(Optional.of(frame));
            if (reading) {
                readOn.run();
            } else {
                readOnLater = readOn;
            }
        }

        @Override
        public void closed() {
            received.add(Optional.empty());
            gone.countDown();
        }

        @Override
        public CompletableFuture<?> send(ServerMessage message) {
            return line.send(new Frame(message.joinRef(), message.ref(), Frame.STORE_TOPIC + message.store(), message.event(),
                    message.payload()));
        }

        @Override
        public void sendJunk() {
            line.send(new Frame(null, "1", Frame.HEARTBEAT_TOPIC, "phx_reply", MapValue.EMPTY));
            line.send(new Frame(null, null, "room:1", "event", MapValue.EMPTY));
        }

        /** There are none: what passes is no bytes. */
        @Override
        public int sendUnreadable() {
            return 0;
        }

        @Override
        public Optional<ClientMessage> received(Duration patience) {
            Optional<Frame> next = Waiting.poll(received, patience.toNanos(), TimeUnit.NANOSECONDS);
            if (next != null && next.isEmpty()) {
                received.add(next);
            }
            return next == null ? Optional.empty() : next.map(this::message);
        }

        private ClientMessage message(Frame frame) {
            lastSize = Format.JSON.encode(frame).length;
            return new ClientMessage(frame.topic().substring(Frame.STORE_TOPIC.length()), frame.joinRef(), frame.ref(),
                    frame.event(), frame.payload());
        }

        @Override
        public long lastSize() {
            return lastSize;
        }

        @Override
        public synchronized void read(boolean on) {
            reading = on;
            if (on && readOnLater != null) {
                readOnLater.run();
                readOnLater = null;
            }
        }

        @Override
        public int heartbeats() {
            return 0;
        }

        @Override
        public void answerHeartbeats(boolean on) {
            // There are none.
        }

        @Override
        public void hangUp(Ending why) {
            line.hangUp(switch (why) {
                case DONE -> 1000;
                case GOING_AWAY -> 1001;
                case TOO_LARGE -> 1009;
                case FAULT -> 1011;
            }, why.toString());
        }

        @Override
        public void cut() {
            line.abort();
        }

        @Override
        public boolean isGone(Duration patience) {
            return Waiting.forIt(gone, patience);
        }
    }
}
