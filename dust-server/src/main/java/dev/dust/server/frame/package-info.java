/** Phoenix frames, and the two ways to write them (PROTOCOL 2): for this project's servers. Not for others. */
package dev.dust.server.frame;
