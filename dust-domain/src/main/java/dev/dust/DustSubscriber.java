package dev.dust;

import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.subscribe.Watched;

/**
 * A subscription as a class of its own: says what it wants to hear, and hears it, in one of the three ways (docs/hearing.md).
 * Hand it to {@link Dust#subscribe}; with Guice, bind a set of them.
 *
 * <pre>{@code
 * final class SearchIndexer implements DustSubscriber.OfObjects<Post> {
 *     public String store() {
 *         return config.get("blog.store"); // asked once, when it is subscribed
 *     }
 *
 *     public String pattern() {
 *         return "posts/*";
 *     }
 *
 *     public Class<Post> type() {
 *         return Post.class;
 *     }
 *
 *     public void onObject(Watched<Post> post) {
 *         index.update(post.path(), post.value());
 *     }
 * }
 * }</pre>
 */
public sealed interface DustSubscriber {

    /** The store's name, perhaps from configuration; never null. */
    String store();

    /** The pattern of paths; never null. */
    String pattern();

    /** How to listen; the defaults unless overridden. */
    default SubscriptionOptions options() {
        return SubscriptionOptions.defaults();
    }

    /** Hears ops, as {@link DustStore#on(String, java.util.function.Consumer)} does. */
    non-sealed interface OfOps extends DustSubscriber {
        /** Called for each event, one at a time, on a virtual thread; may block. */
        void onEvent(DustEvent event);
    }

    /** Hears leaves of the view that change, as {@link DustStore#onChange(String, java.util.function.Consumer)} does. */
    non-sealed interface OfChanges extends DustSubscriber {
        /** Called for each change, one at a time, on a virtual thread; may block. */
        void onChange(Change change);
    }

    /**
     * Hears whole objects, as {@link DustStore#watch(String, Class, java.util.function.Consumer)} does.
     *
     * @param <T> what they are
     */
    non-sealed interface OfObjects<T> extends DustSubscriber {
        /** What the objects are; never null. */
        Class<T> type();

        /** Called for each object that is another now, one at a time, on a virtual thread; may block. */
        void onObject(Watched<T> object);
    }
}
