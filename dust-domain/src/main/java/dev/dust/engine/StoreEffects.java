package dev.dust.engine;

import dev.dust.cache.Commit;
import dev.dust.subscribe.Change;
import dev.dust.sync.Effect;
import java.util.ArrayList;
import java.util.List;

/** What the effects of one turn that store something come to, together. */
final class StoreEffects {
    private StoreEffects() {
    }

    /** Those of a turn, in order; most turns have one, or none. */
    static List<Effect.Store> in(List<Effect> effects) {
        List<Effect.Store> stores = List.of();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Store store) {
                if (stores.size() == 1) {
                    stores = new ArrayList<>(stores);
                }
                if (stores.isEmpty()) {
                    stores = List.of(store);
                } else {
                    stores.add(store);
                }
            }
        }
        return stores;
    }

    /** Why things change; a snapshot outweighs the others. {@code stores} are not empty. */
    static Change.Cause cause(List<Effect.Store> stores) {
        for (Effect.Store store : stores) {
            if (store.cause() == Change.Cause.SNAPSHOT) {
                return Change.Cause.SNAPSHOT;
            }
        }
        return stores.getFirst().cause();
    }

    static List<Commit> commits(List<Effect.Store> stores) {
        return stores.size() == 1
                ? List.of(stores.getFirst().commit())
                : stores.stream().map(Effect.Store::commit).toList();
    }

    /** The roots of what may change; null for the whole store. */
    static List<String> touched(List<Effect.Store> stores) {
        var touched = new ArrayList<String>();
        for (Effect.Store store : stores) {
            if (store.touched() == null) {
                return null;
            }
            touched.addAll(store.touched());
        }
        return touched;
    }
}
