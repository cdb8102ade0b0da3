/**
 * The port to what a server keeps: of each store its rows, its ops and how far it is. {@link dev.dust.server.ledger.Ledger} has
 * the law.
 */
@NullMarked
package dev.dust.server.ledger;

import org.jspecify.annotations.NullMarked;
