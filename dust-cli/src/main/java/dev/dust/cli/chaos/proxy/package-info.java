/** A TCP proxy between a client and a server, which fails on request: {@link dev.dust.cli.chaos.proxy.Gate}. */
package dev.dust.cli.chaos.proxy;
