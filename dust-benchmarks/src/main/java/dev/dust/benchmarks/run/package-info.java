/** How benchmarks are run, and what is made of their results. */
@NullMarked
package dev.dust.benchmarks.run;

import org.jspecify.annotations.NullMarked;
