package dev.dust.engine;

import dev.dust.view.View;
import dev.dust.view.ViewRow;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the rows that match a pattern, a page after the other, each from the view of its moment. */
@FunctionalInterface
public interface RowPages {

    /**
     * The next rows, in the order of the subscription.
     *
     * @param after      the key of the last row before; null for the first page
     * @param most       how many; fewer are returned only where nothing follows
     * @param unreadable hears of the rows between that cannot be read
     */
    List<ViewRow> read(View view, @Nullable String after, int most, Consumer<Throwable> unreadable);
}
