/** The way to a server, as a port (PROTOCOL 2 to 4 without the framing). */
package dev.dust.transport;
