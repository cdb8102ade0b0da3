package dev.dust.server.rules;

import dev.dust.value.MapValue;
import dev.dust.value.Value;

/** set, delete and merge (docs/protocol.md#ops). */
final class TreeOps {
    private TreeOps() {
    }

    static Decision checkSet(Request request, Moment moment) {
        moment.rules().checkSet(request, moment.rows());
        return Decision.commit(request.value() == null ? Value.NULL : request.value());
    }

    static Decision checkDelete(Request request, Moment moment) {
        return Decision.commit(Value.NULL);
    }

    static Decision checkMerge(Request request, Moment moment) {
        MapValue map = moment.rules().mergeable(request.value());
        if (map == null) {
            throw Refusal.of("merge_requires_map_value");
        }
        return Decision.commit(map);
    }

    /** A leaf removes what is below it; a map removes the row itself too, and is spread over one row per leaf. */
    static void set(Change change, String key, Value value) {
        change.removeBelow(key);
        if (value.isLeaf()) {
            change.writeLeaf(key, value);
        } else {
            change.remove(key);
            ((MapValue) value).forEach((segment, child) -> spread(change, KeyPath.childKey(key, segment), child));
        }
    }

    private static void spread(Change change, String key, Value value) {
        if (value.isLeaf()) {
            change.writeLeaf(key, value);
        } else {
            ((MapValue) value).forEach((segment, child) -> spread(change, KeyPath.childKey(key, segment), child));
        }
    }

    static void delete(Change change, String key, Value none) {
        change.remove(key);
        change.removeBelow(key);
    }

    /** A map replaces the subtree of its key; any other value leaves what is below its key alone. */
    static void merge(Change change, String key, Value map) {
        Wire.map(map).forEach((segment, value) -> {
            String childKey = KeyPath.childKey(key, segment);
            if (value.isLeaf()) {
                change.writeLeaf(childKey, value);
            } else {
                set(change, childKey, value);
            }
        });
    }
}
