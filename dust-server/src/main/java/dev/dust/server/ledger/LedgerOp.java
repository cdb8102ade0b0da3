package dev.dust.server.ledger;

/**
 * An op as a ledger writes it.
 *
 * @param event   what it is
 * @param changes what it does to the rows
 */
public record LedgerOp(Event event, RowChanges changes) {
}
