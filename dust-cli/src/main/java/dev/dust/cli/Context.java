package dev.dust.cli;

import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * A server that somebody has logged in to.
 *
 * @param name  what it is called
 * @param url   the server
 * @param token the token for it; never printed
 * @param store the store that a dot stands for; null for none
 */
record Context(String name, String url, String token, @Nullable String store) {

    /** As the file has it. */
    Value json() {
        return store == null
                ? Json.object("url", url, "token", token)
                : Json.object("url", url, "token", token, "store", store);
    }

    /** From the file; null for what is none. */
    static @Nullable Context of(String name, Value json) {
        if (json instanceof MapValue map && map.get("url") instanceof TextValue(String url)
                && map.get("token") instanceof TextValue(String token)) {
            return new Context(name, url, token, map.get("store") instanceof TextValue(String store) ? store : null);
        }
        return null;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return name + " (" + url + ")";
    }
}
