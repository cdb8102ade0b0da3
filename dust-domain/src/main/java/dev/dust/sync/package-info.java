/**
 * The core: a deterministic state machine that turns inputs into effects (DESIGN 3). No thread, clock, random source, lock or I/O
 * in here. {@link dev.dust.sync.SyncCore} takes the steps; {@link dev.dust.sync.View} is what readers see.
 */
package dev.dust.sync;
