package dev.dust;

import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.SubscriptionOptions;

/**
 * A subscription as a class of its own: says what it wants to hear, and hears it. Hand it to {@link Dust#subscribe}; with
 * Guice, bind a set of them and subscribe each when the application starts.
 *
 * <pre>{@code
 * final class SearchIndexer implements DustSubscriber {
 *     public String store() {
 *         return config.get("blog.store"); // asked once, when it is subscribed
 *     }
 *
 *     public String pattern() {
 *         return "posts/*";
 *     }
 *
 *     public void onEvent(DustEvent event) {
 *         index.update(event.path(), event.value());
 *     }
 * }
 * }</pre>
 */
public interface DustSubscriber {

    /** The store's name, perhaps from configuration; never null. */
    String store();

    /** The pattern of paths; never null. */
    String pattern();

    /** How to listen; the defaults unless overridden. */
    default SubscriptionOptions options() {
        return SubscriptionOptions.defaults();
    }

    /** Called for each event, one at a time, on a virtual thread; may block. */
    void onEvent(DustEvent event);
}
