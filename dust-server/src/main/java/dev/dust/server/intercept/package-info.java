/** What may stand between a server and its clients. {@link dev.dust.server.intercept.ServerInterceptor} is the door. */
@NullMarked
package dev.dust.server.intercept;

import org.jspecify.annotations.NullMarked;
