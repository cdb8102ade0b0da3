package dev.dust.cache;

/**
 * Another process holds this client's device id now, and with it the outbox: nothing can be done in its name here any more, and
 * to try again does not help. What was in the outbox is the other process's to send. {@link Cache#deviceId} gives another id,
 * under which the stores are to be opened anew.
 */
public final class ClaimLostException extends CacheException {
    private static final long serialVersionUID = 1L;

    /** With which id was lost. */
    public ClaimLostException(String message) {
        super(message);
    }
}
