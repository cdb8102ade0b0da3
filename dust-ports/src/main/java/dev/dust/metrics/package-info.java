/** The port through which a client tells what it measures of itself (docs/operations.md#metrics). */
@NullMarked
package dev.dust.metrics;

import org.jspecify.annotations.NullMarked;
