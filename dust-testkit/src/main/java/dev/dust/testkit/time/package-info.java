/** Time that moves when a test says so. */
@NullMarked
package dev.dust.testkit.time;

import org.jspecify.annotations.NullMarked;
