/** Processes of this JVM's own, as those that start them see them. */
@NullMarked
package dev.dust.cli.chaos.process;

import org.jspecify.annotations.NullMarked;
