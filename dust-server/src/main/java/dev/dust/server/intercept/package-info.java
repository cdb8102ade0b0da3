/** What may stand between a server and its clients. {@link dev.dust.server.intercept.ServerInterceptor} is the door. */
package dev.dust.server.intercept;
