/** The transport over WebSocket (docs/protocol.md#connecting), by Tyrus. */
package dev.dust.adapter.ws;
