/** The way to a server, as a port (docs/protocol.md without the framing). */
package dev.dust.transport;
