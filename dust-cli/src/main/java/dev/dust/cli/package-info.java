/** The command {@code dust}: one class for each of its commands, begun by {@link dev.dust.cli.Main}. */
package dev.dust.cli;
