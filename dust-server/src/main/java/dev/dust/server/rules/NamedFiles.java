package dev.dust.server.rules;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.value.FileRef;
import dev.dust.value.Value;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Which files rows name, now or as far back as the history reaches. For one thread. */
public final class NamedFiles {
    private static final int PIECE = 1_000;

    private final Set<String> hashes = new HashSet<>();

    private NamedFiles() {
    }

    /** The hashes of those in all stores of {@code ledger}, all of which are read. */
    public static Set<String> of(Ledger ledger) {
        var named = new NamedFiles();
        for (String name : ledger.stores()) {
            StoreLedger store = ledger.find(name);
            if (store != null) {
                named.add(store);
            }
        }
        return named.hashes;
    }

    /** What is written between the two readings is not old enough to be removed. */
    private void add(StoreLedger store) {
        try (Snapshot now = store.snapshot(); Stream<KeyedRow> rows = now.rows()) {
            rows.forEach(row -> add(row.row().value()));
        }
        boolean whole = false;
        while (!whole) {
            whole = addHistory(store);
        }
    }

    /** False if the history was cut meanwhile: what the rows at its new point name may be in nothing that was read. */
    private boolean addHistory(StoreLedger store) {
        long read = store.head().compactedSeq();
        try (Snapshot then = store.snapshotAt(read); Stream<KeyedRow> rows = then.rows()) {
            rows.forEach(row -> add(row.row().value()));
        } catch (IllegalArgumentException e) {
            if (store.head().compactedSeq() <= read) {
                throw e;
            }
            return false;
        }
        for (History piece = store.after(read, PIECE); !piece.events().isEmpty(); piece = store.after(read, PIECE)) {
            if (piece.fromSeq() > read) {
                return false;
            }
            piece.events().stream().map(Event::value).forEach(this::add);
            read = piece.events().getLast().storeSeq();
        }
        return true;
    }

    private void add(Value value) {
        if (value instanceof FileRef file) {
            hashes.add(file.hash());
        }
    }
}
