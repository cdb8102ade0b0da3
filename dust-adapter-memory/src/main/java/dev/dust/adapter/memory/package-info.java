/** A cache in memory: as fast as a map, and gone with the process. */
@NullMarked
package dev.dust.adapter.memory;

import org.jspecify.annotations.NullMarked;
