package dev.dust.cache;

/**
 * A row is there, and what it holds is no value: something else wrote it, or a later version of this library did. All other
 * rows can be read. To try again does not help; a new value for the row does, as does a new snapshot of its store.
 */
public final class UnreadableRowException extends CacheException {
    private static final long serialVersionUID = 1L;

    /** The row's key, not null. */
    private final String key;

    /**
     * With what is wrong.
     *
     * @param key   of the row
     * @param cause why it cannot be read, in the words of who tried
     */
    public UnreadableRowException(String key, Throwable cause) {
        super("the row of \"" + key + "\" in the cache cannot be read: " + cause.getMessage()
                + "; write it anew, or have the store's rows fetched again", cause);
        this.key = key;
    }

    /** The row's key, not null. */
    public String key() {
        return key;
    }
}
