/**
 * What a Dust server is like, whoever starts it: {@code dev.dust.server.web.Server} on a socket,
 * {@link dev.dust.server.local.LocalServer} within an application.
 */
@NullMarked
package dev.dust.server;

import org.jspecify.annotations.NullMarked;
