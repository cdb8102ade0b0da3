package dev.dust.server.api;

import dev.dust.server.frame.Format;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.node.Caller;
import dev.dust.server.node.StoreHost;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpStatus;

/** The ops of a store after a seq, in order; where there is none yet, those that come while somebody waits. */
final class Log {
    private static final int PIECE = 100;
    private static final long LONGEST_WAIT_SECONDS = 60;

    private final Exchange exchange;
    private final Caller caller;
    private final StoreLedger ledger;

    /** @param host as {@link Caller#toRead} gave it */
    Log(Exchange exchange, Caller caller, StoreHost host) {
        this.exchange = exchange;
        this.caller = caller;
        this.ledger = host.ledger();
    }

    void send() throws IOException {
        long after = exchange.parameter("after", 0, 0, Long.MAX_VALUE);
        int limit = (int) exchange.parameter("limit", Pages.USUAL, 1, Pages.MOST);
        long wait = exchange.parameter("wait", 0, 0, LONGEST_WAIT_SECONDS);
        History piece = piece(after, limit);
        if (piece.events().isEmpty() && wait > 0) {
            exchange.neverIdle();
            awaitMoreThan(after, wait);
            if (!caller.isStillKnown()) {
                throw Problem.of("invalid_token", "the token has ended");
            }
            piece = piece(after, limit);
        }
        long lastSeq = piece.lastSeq();
        List<MapValue> events = new ArrayList<>();
        long bytes = 0;
        while (!piece.events().isEmpty() && events.size() < limit && bytes < Pages.MOST_BYTES) {
            for (Event event : piece.events()) {
                MapValue payload = event.payload();
                bytes += Format.JSON.codec().size(payload);
                events.add(payload);
            }
            piece = piece.isLast() || events.size() == limit ? none(piece) : piece(piece.throughSeq(), limit - events.size());
        }
        exchange.send(HttpStatus.OK_200, Wire.mapOf("events", events, "store_seq", lastSeq));
    }

    private static History none(History piece) {
        return new History(piece.throughSeq(), List.of(), piece.lastSeq());
    }

    private History piece(long after, int limit) {
        History piece = ledger.after(after, Math.min(PIECE, limit));
        if (piece.fromSeq() > after) {
            throw Problem.of("compacted", "the log begins after op " + piece.fromSeq() + ": read the entries, and then on from"
                    + " their store_seq").with("compacted_seq", piece.fromSeq());
        }
        if (piece.fromSeq() < after) {
            throw Problem
                    .of("beyond_the_log", "the store has got to op " + piece.lastSeq() + ": its history is another one than"
                            + " that of whoever asks")
                    .with("store_seq", piece.lastSeq());
        }
        return piece;
    }

    private void awaitMoreThan(long after, long seconds) {
        var reached = new CompletableFuture<Void>();
        StoreLedger.Following following = ledger.follow(new StoreLedger.Follower() {
            @Override
            public void reached(long seq) {
                if (seq > after) {
                    reached.complete(null);
                }
            }

            @Override
            public void archived() {
                // Nothing comes any more; he is not told sooner for it, or he would ask again at once.
            }
        });
        try {
            if (ledger.head().seq() <= after) {
                caller.await(reached, Duration.ofSeconds(seconds));
            }
        } finally {
            following.end();
        }
    }
}
