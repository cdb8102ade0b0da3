/** The command {@code dust}: one class for each of its commands, begun by {@link dev.dust.cli.Main}. */
@NullMarked
package dev.dust.cli;

import org.jspecify.annotations.NullMarked;
