package dev.dust;

import dev.dust.op.Fields;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.List;

/**
 * What the server allows this client, as of the last join (docs/protocol.md#joining). Before the first there is nothing.
 *
 * @param canRead    whether the store may be read
 * @param canWrite   whether it may be written
 * @param scopes     the token's scopes, such as {@code entries:write}
 * @param allStores  whether the token is good for every store
 * @param storeNames those that it is good for, where not for all
 */
public record Capabilities(boolean canRead, boolean canWrite, List<String> scopes, boolean allStores, List<String> storeNames) {
    /** Copies the lists. */
    public Capabilities {
        scopes = List.copyOf(scopes);
        storeNames = List.copyOf(storeNames);
    }

    static Capabilities of(MapValue welcome) {
        MapValue permissions = Fields.map(welcome, "permissions");
        MapValue access = Fields.map(welcome, "store_access");
        return new Capabilities(Fields.isTrue(permissions, "read"), Fields.isTrue(permissions, "write"),
                texts(welcome.get("scopes")), "all".equals(Fields.text(access, "mode")), texts(access.get("store_ids")));
    }

    private static List<String> texts(Value list) {
        return list instanceof ListValue(List<Value> items)
                ? items.stream().map(item -> item instanceof TextValue(String text) ? text : item.toString()).toList()
                : List.of();
    }
}
