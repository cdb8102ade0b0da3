/** What may stand between a server and its clients. {@link dev.dust.testkit.server.intercept.ServerInterceptor} is the door. */
package dev.dust.testkit.server.intercept;
