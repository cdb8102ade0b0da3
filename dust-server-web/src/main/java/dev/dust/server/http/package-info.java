/**
 * Jetty as this project's servers use it, and what they answer: WebSocket, files, the list of stores, the console. Not for
 * others.
 */
@NullMarked
package dev.dust.server.http;

import org.jspecify.annotations.NullMarked;
