/** Paths of values, patterns that match them, and an index of patterns (PROTOCOL 1). */
package dev.dust.path;
