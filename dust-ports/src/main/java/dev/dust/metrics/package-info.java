/** The port through which a client, or a server, tells what it measures of itself (docs/operations.md#metrics). */
@NullMarked
package dev.dust.metrics;

import org.jspecify.annotations.NullMarked;
