package dev.dust.server.api;

import dev.dust.server.node.Caller;
import dev.dust.server.node.StoreHost;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Sets the rows that come as JSON lines, as fast as the token may write. What is in memory is one batch. Whatever ends it, it
 * says from which line to go on: a line that is written twice does no harm.
 */
final class Import {
    private static final String LINE = "line";
    private static final int BATCH = 500;
    private static final int BATCH_BYTES = 1 << 20;
    /** The clock that a limit goes by need not be the one by which threads wait. */
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toMillis(1);

    private final Exchange exchange;
    private final Caller caller;
    private final StoreHost host;
    private final List<MapValue> batch = new ArrayList<>();
    /** The numbers of the lines of the batch. */
    private final List<Long> numbers = new ArrayList<>();
    private int batchBytes;
    private long written;

    Import(Exchange exchange, Caller caller, StoreHost host) {
        this.exchange = exchange;
        this.caller = caller;
        this.host = host;
    }

    void take() throws IOException {
        long from = exchange.parameter("from", 1, 1, Long.MAX_VALUE);
        exchange.neverIdle();
        var lines = new Lines(exchange.body(), exchange.maxBody());
        long number = 0;
        for (byte[] line = next(lines, 1); line != null; line = next(lines, number + 1)) {
            number++;
            if (number >= from && !isBlank(line)) {
                add(number, line);
            }
        }
        flush();
        exchange.send(HttpStatus.OK_200, Wire.mapOf("written", written, "lines", number));
    }

    private byte @Nullable [] next(Lines lines, long number) throws IOException {
        try {
            return lines.next();
        } catch (Problem tooLong) {
            throw endedBy(number, tooLong);
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    private void add(long number, byte[] line) {
        try {
            batch.add(push(line));
        } catch (Problem wrong) {
            throw endedBy(number, wrong);
        }
        numbers.add(number);
        batchBytes += line.length;
        if (batch.size() == BATCH || batchBytes >= BATCH_BYTES) {
            flush();
        }
    }

    private static MapValue push(byte[] line) {
        if (Exchange.json(line, line.length) instanceof MapValue row && row.get("path") instanceof TextValue path) {
            Value value = row.get("value");
            return Wire.mapOf("op", "set", "path", path, "value", value);
        }
        throw Problem.of("invalid_line", "a row is an object with \"path\" and \"value\"");
    }

    /** What is before that line is written, so that it is known where to go on. */
    private Problem endedBy(long number, Problem wrong) {
        flush();
        return wrong.with(LINE, number);
    }

    private void flush() {
        while (!batch.isEmpty()) {
            if (!caller.isStillKnown()) {
                throw Problem.of("invalid_token", "the token has ended").with(LINE, numbers.getFirst());
            }
            if (caller.isServerLeaving()) {
                throw Problem.ofLeaving().with(LINE, numbers.getFirst());
            }
            List<PushResult> results = caller.write(host, batch);
            int done = (int) results.stream().takeWhile(PushResult::ok).count();
            PushResult refused = done == results.size() ? null : results.get(done);
            written += done;
            batch.subList(0, done).clear();
            numbers.subList(0, done).clear();
            if (refused != null) {
                waitAfter(refused);
            }
        }
        batchBytes = 0;
    }

    /** Whoever is too fast waits; any other refusal ends it. */
    private void waitAfter(PushResult refused) {
        Long millis = Wire.integer(refused.response().get("retry_after_ms"));
        if (!"rate_limited".equals(refused.reason()) || millis == null) {
            throw Problem.of(refused.response()).with(LINE, numbers.getFirst());
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(millis, LONGEST_WAIT)));
    }
}
