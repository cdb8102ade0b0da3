/** What a server measures of itself (docs/server.md#metrics), through the port that clients use, too. */
@NullMarked
package dev.dust.server.metrics;

import org.jspecify.annotations.NullMarked;
