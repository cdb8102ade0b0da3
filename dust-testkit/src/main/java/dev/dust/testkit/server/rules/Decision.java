package dev.dust.testkit.server.rules;

import dev.dust.value.MapValue;
import dev.dust.value.Value;

/**
 * What an op that was not refused comes to.
 *
 * @param committed the value of its event, or null if it changes nothing and no event follows
 * @param response  what the reply says beside the store_seq; all that it says where nothing changes
 */
record Decision(Value committed, MapValue response) {

    static Decision commit(Value committed) {
        return new Decision(committed, MapValue.EMPTY);
    }
}
