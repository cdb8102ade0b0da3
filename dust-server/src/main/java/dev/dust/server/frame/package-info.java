/** Phoenix frames, and the two ways to write them (docs/protocol.md#frames): for this project's servers. Not for others. */
package dev.dust.server.frame;
