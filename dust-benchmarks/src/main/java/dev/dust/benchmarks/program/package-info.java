/** Programs that measure something in JVMs of their own. */
@NullMarked
package dev.dust.benchmarks.program;

import org.jspecify.annotations.NullMarked;
