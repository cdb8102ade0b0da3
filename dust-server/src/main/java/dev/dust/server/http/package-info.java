/** Jetty as this project's servers use it. Not for others. */
package dev.dust.server.http;
