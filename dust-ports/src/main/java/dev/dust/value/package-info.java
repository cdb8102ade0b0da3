/** Immutable values as they stand in a store and on the wire. */
package dev.dust.value;
