package dev.dust.server.ledger;

import dev.dust.cache.Keys;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Two sequences of rows as one, in the order of keys. Both are in that order, and have no key in common. */
final class InOrder implements Iterator<KeyedRow> {
    private final Iterator<KeyedRow> first;
    private final Iterator<KeyedRow> second;
    private @Nullable KeyedRow nextOfFirst;
    private @Nullable KeyedRow nextOfSecond;

    private InOrder(Iterator<KeyedRow> first, Iterator<KeyedRow> second) {
        this.first = first;
        this.second = second;
        this.nextOfFirst = nextOf(first);
        this.nextOfSecond = nextOf(second);
    }

    /** Closing it closes {@code first}. */
    static Stream<KeyedRow> merged(Stream<KeyedRow> first, List<KeyedRow> second) {
        var rows = Spliterators.spliteratorUnknownSize(new InOrder(first.iterator(), second.iterator()),
                Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(rows, false).onClose(first::close);
    }

    private static @Nullable KeyedRow nextOf(Iterator<KeyedRow> rows) {
        return rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
        return nextOfFirst != null || nextOfSecond != null;
    }

    @Override
    public KeyedRow next() {
        KeyedRow a = nextOfFirst;
        KeyedRow b = nextOfSecond;
        if (a != null && (b == null || Keys.compare(a.key(), b.key()) < 0)) {
            nextOfFirst = nextOf(first);
            return a;
        }
        if (b == null) {
            throw new NoSuchElementException();
        }
        nextOfSecond = nextOf(second);
        return b;
    }
}
