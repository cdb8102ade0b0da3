/** The transport over WebSocket (docs/protocol.md#connecting), by Tyrus. */
@NullMarked
package dev.dust.adapter.ws;

import org.jspecify.annotations.NullMarked;
