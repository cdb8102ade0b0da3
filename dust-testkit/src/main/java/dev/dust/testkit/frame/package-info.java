/** Phoenix frames, and the two ways to write them (PROTOCOL 2): for the servers of the kit. Not for users of the kit. */
package dev.dust.testkit.frame;
