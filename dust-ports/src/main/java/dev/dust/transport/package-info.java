/** The way to a server, as a port (docs/protocol.md without the framing). */
@NullMarked
package dev.dust.transport;

import org.jspecify.annotations.NullMarked;
