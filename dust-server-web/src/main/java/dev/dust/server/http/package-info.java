/**
 * Jetty as this project's servers use it, and what they answer: WebSocket, files, health, the console. Not for
 * others.
 */
@NullMarked
package dev.dust.server.http;

import org.jspecify.annotations.NullMarked;
