package dev.dust.cli.chaos.history;

/**
 * What a write demands of the server.
 *
 * @param ifMatch    the revision of the row; 0 for none
 * @param ifAbsent   that there is no row
 * @param fenceKey   that there is a live lease; null for none
 * @param fenceToken the lease's token
 */
public record Condition(long ifMatch, boolean ifAbsent, String fenceKey, long fenceToken) {
    /** Nothing. */
    public static final Condition NONE = new Condition(0, false, null, 0);
    /** That there is no row. */
    public static final Condition ABSENT = new Condition(0, true, null, 0);

    /** That the row has this revision. */
    public static Condition match(long revision) {
        return new Condition(revision, false, null, 0);
    }

    /** That this lease is held. */
    public static Condition fence(String key, long token) {
        return new Condition(0, false, key, token);
    }

    boolean isNone() {
        return equals(NONE);
    }
}
