/**
 * What readers see: committed rows with the pending ops on top. {@link dev.dust.view.View} is one moment of that, and
 * {@link dev.dust.view.PendingIndex} finds the ops that have a part in it. Pure: no thread, clock, lock or I/O but the cache's
 * snapshot.
 */
@NullMarked
package dev.dust.view;

import org.jspecify.annotations.NullMarked;
