package dev.dust.sync;

import dev.dust.cache.Commit;
import dev.dust.subscribe.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a step's transaction. Once it is kept, the view that belongs to it is shown.
 *
 * @param commit  rows, applied seq, outbox
 * @param touched roots of the subtrees whose view may change; null for the whole store
 * @param cause   why
 */
public record CommitPart(Commit commit, @Nullable List<String> touched, Change.Cause cause) {
}
