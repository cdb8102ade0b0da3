/** Time as a port: a clock and named timers, so that tests run on virtual time. */
@NullMarked
package dev.dust.time;

import org.jspecify.annotations.NullMarked;
