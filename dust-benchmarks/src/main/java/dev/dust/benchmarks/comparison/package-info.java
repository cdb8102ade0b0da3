/** Measures Dust beside what would be picked instead of it: rows of work, contenders by turns, each in processes of its own. */
@NullMarked
package dev.dust.benchmarks.comparison;

import org.jspecify.annotations.NullMarked;
