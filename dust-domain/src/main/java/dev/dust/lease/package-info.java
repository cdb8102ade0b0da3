/** Leases: who may do something, for how long, and a token that proves it (docs/protocol.md#leases). */
package dev.dust.lease;
