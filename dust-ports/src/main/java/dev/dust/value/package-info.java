/** Immutable values as they stand in a store and on the wire. */
@NullMarked
package dev.dust.value;

import org.jspecify.annotations.NullMarked;
