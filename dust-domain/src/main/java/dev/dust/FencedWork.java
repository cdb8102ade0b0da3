package dev.dust;

import org.jspecify.annotations.Nullable;

/**
 * Work that is done while a lease is held, see {@link HeldLease#run}.
 *
 * @param <T> what it answers
 */
@FunctionalInterface
public interface FencedWork<T extends @Nullable Object> {

    /**
     * Does the work. May block for as long as it needs: the lease is renewed meanwhile. Its thread is interrupted when the
     * lease is lost.
     *
     * @param fenced the lease's store: what is written by it passes only while the lease is held
     * @return what {@link HeldLease#run} returns
     * @throws Exception as it likes: {@link HeldLease#run} throws the same
     */
    T run(DustStore fenced) throws Exception;
}
