/** A TCP proxy between a client and a server, which fails on request: {@link dev.dust.cli.chaos.proxy.Gate}. */
@NullMarked
package dev.dust.cli.chaos.proxy;

import org.jspecify.annotations.NullMarked;
