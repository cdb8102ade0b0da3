package dev.dust.cache;

/** What became of a commit. */
public sealed interface CommitResult {

    /** It took effect. */
    record Done() implements CommitResult {
        /** The one instance that is needed. */
        public static final Done INSTANCE = new Done();
    }

    /**
     * It did not, because somebody else moved the store: the applied seq is not the expected one.
     *
     * @param appliedSeq what it is now
     */
    record Stale(long appliedSeq) implements CommitResult {
    }
}
