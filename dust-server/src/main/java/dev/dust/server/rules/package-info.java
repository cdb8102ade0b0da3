/**
 * The server's rules (docs/protocol.md), written from the protocol and from nothing of the domain's, so that a misreading
 * shows. No sockets, no threads, no clock of its own: one {@link dev.dust.server.rules.StoreState} per store, called by one
 * thread at a time.
 */
package dev.dust.server.rules;
