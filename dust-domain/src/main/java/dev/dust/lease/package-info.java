/** Leases: who may do something, for how long, and a token that proves it (docs/protocol.md#leases). */
@NullMarked
package dev.dust.lease;

import org.jspecify.annotations.NullMarked;
