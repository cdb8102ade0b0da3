/**
 * Runs the core: owns the mailbox, the threads and the ports, and knows no rule. The only package that calls ports that act.
 */
@NullMarked
package dev.dust.engine;

import org.jspecify.annotations.NullMarked;
