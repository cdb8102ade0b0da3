/**
 * A running server: the stores and their members, the sockets by which clients come in, and the journal. For this project's own
 * modules; {@link dev.dust.server.node.Node} is the entry point.
 */
@NullMarked
package dev.dust.server.node;

import org.jspecify.annotations.NullMarked;
