/** Paths of values, patterns that match them, and an index of patterns (docs/protocol.md#paths). */
@NullMarked
package dev.dust.path;

import org.jspecify.annotations.NullMarked;
