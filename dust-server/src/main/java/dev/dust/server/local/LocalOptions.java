package dev.dust.server.local;

import dev.dust.server.access.Access;
import dev.dust.server.ledger.Retention;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LocalServer} is like. Immutable: {@code LocalOptions.defaults().keyLimit(1_000)} is a copy with another
 * value.
 */
public final class LocalOptions {
    private static final LocalOptions DEFAULTS = new LocalOptions(Access.all(), null, Integer.MAX_VALUE, 16_384,
            Retention.defaults());

    private final Access access;
    private final @Nullable Path files;
    private final int keyLimit;
    private final int sendQueue;
    private final Retention retention;

    private LocalOptions(Access access, @Nullable Path files, int keyLimit, int sendQueue, Retention retention) {
        this.access = access;
        this.files = files;
        this.keyLimit = keyLimit;
        this.sendQueue = sendQueue;
        this.retention = retention;
    }

    /** Everything as it is described at the methods. */
    public static LocalOptions defaults() {
        return DEFAULTS;
    }

    /** What clients may do; everything unless it is told: there is no token, and who runs in this JVM is trusted. */
    public Access access() {
        return access;
    }

    /** A copy with another access, such as one for a part of the application that is to read only. */
    public LocalOptions access(Access allowed) {
        return new LocalOptions(Objects.requireNonNull(allowed, "access"), files, keyLimit, sendQueue, retention);
    }

    /**
     * The directory of the contents of files, which every server on the same ledger needs; null, which is the default, to keep
     * them where the ledger does, if it does, and in memory for a server in memory.
     */
    public @Nullable Path files() {
        return files;
    }

    /** A copy with such a directory, which is made if it is missing; null for the ledger's own place. */
    public LocalOptions files(@Nullable Path directory) {
        return new LocalOptions(access, directory, keyLimit, sendQueue, retention);
    }

    /** How many rows each store may have; any number unless it is told. */
    public int keyLimit() {
        return keyLimit;
    }

    /**
     * A copy with another limit.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public LocalOptions keyLimit(int rows) {
        return new LocalOptions(access, files, atLeastOne(rows), sendQueue, retention);
    }

    /** How many frames a client may leave unread before its connection is ended; 16,384 unless it is told. */
    public int sendQueue() {
        return sendQueue;
    }

    /**
     * A copy with another number.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public LocalOptions sendQueue(int frames) {
        return new LocalOptions(access, files, keyLimit, atLeastOne(frames), retention);
    }

    /** How much of each store's history is kept, unless that is told for the store itself; {@link Retention#defaults}. */
    public Retention retention() {
        return retention;
    }

    /** A copy with another retention. It is looked after once a minute, while the server is there. */
    public LocalOptions retention(Retention usual) {
        return new LocalOptions(access, files, keyLimit, sendQueue, Objects.requireNonNull(usual, "retention"));
    }

    private static int atLeastOne(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("at least 1, not " + number);
        }
        return number;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LocalOptions that && access.equals(that.access) && Objects.equals(files, that.files)
                && keyLimit == that.keyLimit && sendQueue == that.sendQueue && retention.equals(that.retention);
    }

    @Override
    public int hashCode() {
        return Objects.hash(access, files, keyLimit, sendQueue, retention);
    }

    @Override
    public String toString() {
        return "LocalOptions[access=" + access + ", files=" + files + ", keyLimit=" + keyLimit + ", sendQueue=" + sendQueue
                + ", retention=" + retention + "]";
    }
}
