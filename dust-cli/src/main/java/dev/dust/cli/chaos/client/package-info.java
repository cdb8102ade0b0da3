/** A client in a process of its own, which works, and writes down all that it does and hears. */
package dev.dust.cli.chaos.client;
