/** A Dust server on a port, for whoever runs one. {@link dev.dust.server.web.Server} is the entry point. */
@NullMarked
package dev.dust.server.web;

import org.jspecify.annotations.NullMarked;
