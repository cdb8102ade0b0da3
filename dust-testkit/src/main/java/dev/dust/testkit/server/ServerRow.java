package dev.dust.testkit.server;

import dev.dust.value.Value;

/**
 * A row of a {@link ServerStore}.
 *
 * @param value    a leaf
 * @param type     the row's type (docs/protocol.md#types)
 * @param revision the store_seq that last wrote the row
 */
public record ServerRow(Value value, String type, long revision) {
}
