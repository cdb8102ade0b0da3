package dev.dust.testkit.contract;

import dev.dust.transport.FileRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A fake server within this process; {@link InProcessTransport} knows the way. */
final class InProcessServer implements FakeServer {
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final List<InProcessLine> lines = new CopyOnWriteArrayList<>();
    private final Map<String, StoredFile> files = new ConcurrentHashMap<>();
    private final List<Consumer<Answer>> held = new ArrayList<>();
    private final BlockingQueue<ServerEnd> accepted = new LinkedBlockingQueue<>();
    private volatile Answer answer = Answer.ACCEPT;
    private volatile boolean away;

    private record StoredFile(byte[] content, String token) {
    }

    @Override
    public URI url() {
        return URI.create("in-process:/");
    }

    @Override
    public synchronized void answer(Answer how) {
        answer = how;
        if (how != Answer.HOLD) {
            held.forEach(waiting -> waiting.accept(how));
            held.clear();
        }
    }

    @Override
    public void keep(String hash, byte[] content, String token) {
        files.put(hash, new StoredFile(content, token));
    }

    /** The content of a file for who shows {@code token}. */
    InputStream give(String hash, String token) throws IOException {
        if (away || answer == Answer.FAIL) {
            throw new IOException("the server does not answer");
        }
        StoredFile file = files.get(hash);
        if (answer == Answer.REFUSE || file != null && !file.token.equals(token)) {
            throw new FileRefusedException("unauthorized", "the server refuses");
        }
        if (file == null) {
            throw new FileRefusedException("not_found", "there is no such file");
        }
        return new ByteArrayInputStream(file.content);
    }

    @Override
    public List<Attempt> attempts() {
        return attempts;
    }

    @Override
    public Optional<ServerEnd> accepted(Duration patience) {
        return Optional.ofNullable(Waiting.poll(accepted, patience.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** The oldest line that was accepted, or null. */
    InProcessLine firstLine() {
        return lines.isEmpty() ? null : lines.getFirst();
    }

    boolean isAway() {
        return away;
    }

    /** Answers an attempt of {@code line}, now or later; with FAIL where nobody is there. */
    synchronized void attempt(Attempt attempt, InProcessLine line, Consumer<Answer> answered) {
        if (away) {
            answered.accept(Answer.FAIL);
            return;
        }
        attempts.add(attempt);
        Consumer<Answer> answering = how -> {
            answered.accept(how);
            if (how == Answer.ACCEPT) {
                lines.add(line);
                accepted.add(line);
            }
        };
        if (answer == Answer.HOLD) {
            held.add(answering);
        } else {
            answering.accept(answer);
        }
    }

    @Override
    public void close() {
        away = true;
        lines.forEach(ServerEnd::cut);
    }
}
