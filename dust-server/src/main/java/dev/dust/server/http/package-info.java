/** Jetty as this project's servers use it. Not for others. */
@NullMarked
package dev.dust.server.http;

import org.jspecify.annotations.NullMarked;
