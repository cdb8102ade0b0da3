/** Time as a port: a clock and named timers, so that tests run on virtual time. */
package dev.dust.time;
