/** The transport over WebSocket (PROTOCOL 2), by Tyrus. */
package dev.dust.adapter.ws;
