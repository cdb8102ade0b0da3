package dev.dust.server.ledger;

/**
 * A membership of a device in a store, for as long as the ledger needs to tell it from later ones.
 *
 * @param deviceId the device, as it calls itself
 * @param number   what {@link StoreLedger#join} answered
 */
public record MembershipId(String deviceId, long number) {
}
