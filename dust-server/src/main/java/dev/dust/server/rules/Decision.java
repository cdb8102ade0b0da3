package dev.dust.server.rules;

import dev.dust.value.MapValue;
import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * What an op that was not refused comes to.
 *
 * @param committed the value of its event, or null if it changes nothing and no event follows
 * @param response  what the reply says where nothing changes, else null
 */
record Decision(@Nullable Value committed, @Nullable MapValue response) {

    static Decision commit(Value committed) {
        return new Decision(committed, null);
    }

    static Decision nothing(MapValue response) {
        return new Decision(null, response);
    }
}
