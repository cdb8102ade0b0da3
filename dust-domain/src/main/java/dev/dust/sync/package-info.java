/**
 * The core: a deterministic state machine that turns inputs into effects (docs/architecture.md#core). No thread, clock, random
 * source, lock or I/O in here. {@link dev.dust.sync.SyncCore} takes the steps.
 */
package dev.dust.sync;
