/** Paths of values, patterns that match them, and an index of patterns (docs/protocol.md#paths). */
package dev.dust.path;
