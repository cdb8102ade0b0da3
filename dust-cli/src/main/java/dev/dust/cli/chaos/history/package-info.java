/**
 * What happened in a run, as everybody wrote it down, and whether that can be: {@link dev.dust.cli.chaos.history.Checker}.
 * Nothing here acts, waits or asks a clock.
 */
@NullMarked
package dev.dust.cli.chaos.history;

import org.jspecify.annotations.NullMarked;
