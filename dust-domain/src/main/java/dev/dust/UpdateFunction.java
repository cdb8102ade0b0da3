package dev.dust;

import org.jspecify.annotations.Nullable;

/**
 * What {@link PathRef#update} makes of a value. It is called again whenever somebody else was faster, so that it should do
 * nothing besides.
 */
@FunctionalInterface
public interface UpdateFunction<T> {
    /**
     * The value that is to stand where {@code current} does.
     *
     * @param current what the server has committed; null if there is nothing, or the value null
     * @return null to delete it or to leave it, as {@link UpdateOptions#onNull} says
     * @throws Exception to give up; the update fails with it
     */
    @Nullable
    T apply(@Nullable T current) throws Exception;
}
