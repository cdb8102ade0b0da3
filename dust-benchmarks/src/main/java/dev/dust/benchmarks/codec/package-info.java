/** Reading and writing values, beside what there is for that. */
@NullMarked
package dev.dust.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
