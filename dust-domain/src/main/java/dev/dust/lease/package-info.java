/** Leases: who may do something, for how long, and a token that proves it (PROTOCOL 5). */
package dev.dust.lease;
