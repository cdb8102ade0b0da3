/** What things take of the heap. */
@NullMarked
package dev.dust.benchmarks.heap;

import org.jspecify.annotations.NullMarked;
