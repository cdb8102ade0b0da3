package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.PendingWrite;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Writes that earlier commands left in the cache, because the server was away. The client sends them by itself; this waits for
 * what becomes of them, and tells.
 */
final class EarlierWrites implements AutoCloseable {
    private static final long LOOK_EVERY_MILLIS = 20;
    /** How long to listen for the fate of writes that wait no more: nobody hears of those that a snapshot brought. */
    private static final long SETTLED_LOOKS = 50;

    private final DustStore store;
    private final Set<String> unheard = ConcurrentHashMap.newKeySet();
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final int count;

    private EarlierWrites(DustStore store) {
        this.store = store;
        unheard.addAll(waiting());
        count = unheard.size();
        if (count > 0) {
            SubscriptionOptions options = SubscriptionOptions.defaults();
            subscriptions.add(store.matching("**").on(this::heard, options.mode(Mode.COMMITTED)));
            subscriptions.add(store.matching("**").on(this::heard, options.mode(Mode.OPTIMISTIC)));
        }
    }

    /** Those that wait in a store that was just opened. */
    static EarlierWrites of(DustStore store) {
        return new EarlierWrites(store);
    }

    private Set<String> waiting() {
        return store.pending().stream().map(PendingWrite::opId).collect(Collectors.toSet());
    }

    private void heard(DustEvent event) {
        switch (event) {
            case DustEvent.Refused refused when unheard.contains(refused.opId()) -> {
                refusals.add(refused.op().wire() + " " + refused.path().key() + ": " + refused.error().getMessage());
                unheard.remove(refused.opId());
            }
            case DustEvent.Committed committed when committed.opId() != null -> unheard.remove(committed.opId());
            default -> {
                // It says nothing of what becomes of a write.
            }
        }
    }

    /** Waits until the server has answered them, and says how. */
    void await(Duration timeout, Consumer<String> say) throws InterruptedException {
        long looks = timeout.toMillis() / LOOK_EVERY_MILLIS;
        for (long settled = 0; !unheard.isEmpty() && settled < SETTLED_LOOKS && looks > 0; looks--) {
            Thread.sleep(LOOK_EVERY_MILLIS);
            settled = waiting().stream().anyMatch(unheard::contains) ? 0 : settled + 1;
        }
        tell(say);
    }

    private void tell(Consumer<String> say) {
        long left = waiting().stream().filter(unheard::contains).count();
        long sent = count - left - refusals.size();
        if (sent > 0) {
            say.accept("sent first: " + writes(sent) + " of earlier commands");
        }
        refusals.forEach(refusal -> say.accept("a write of an earlier command was refused: " + refusal));
        if (left > 0) {
            say.accept("not answered in time: " + writes(left) + " of earlier commands, still kept");
        }
    }

    private static String writes(long count) {
        return count == 1 ? "1 write" : count + " writes";
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
    }
}
