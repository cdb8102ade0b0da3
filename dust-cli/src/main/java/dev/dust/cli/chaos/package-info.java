/**
 * Clients and a server in processes of their own, proxies between them, and faults, all on real sockets; then a proof that
 * nothing was lost, doubled or told wrongly: {@link dev.dust.cli.chaos.Chaos}.
 */
@NullMarked
package dev.dust.cli.chaos;

import org.jspecify.annotations.NullMarked;
