/** Processes of this JVM's own, as those that start them see them. */
package dev.dust.cli.chaos.process;
