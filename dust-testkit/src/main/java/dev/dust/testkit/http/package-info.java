/** Jetty as the servers of the kit use it. Not for users of the kit. */
package dev.dust.testkit.http;
