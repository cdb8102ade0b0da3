package dev.dust.server.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What stands for a {@code ?} of a statement. */
@FunctionalInterface
interface Parameter {
    /** Gives it to {@code statement}, which counts from 1. */
    void set(PreparedStatement statement, int index) throws SQLException;

    /** A {@code bigint}. */
    static Parameter of(long number) {
        return (statement, index) -> statement.setLong(index, number);
    }

    /** A {@code text}. */
    static Parameter of(String text) {
        return (statement, index) -> statement.setString(index, text);
    }

    /** A {@code bytea[]}: a part of each item. */
    static <T> Parameter bytes(Collection<T> items, Function<? super T, byte @Nullable []> part) {
        return array("bytea", items.stream().map(part).toArray(byte[][]::new));
    }

    /** A {@code text[]}: a part of each item. */
    static <T> Parameter texts(Collection<T> items, Function<? super T, String> part) {
        return array("text", items.stream().map(part).toArray(String[]::new));
    }

    /** A {@code bigint[]}: a part of each item. */
    static <T> Parameter longs(Collection<T> items, Function<? super T, Long> part) {
        return array("int8", items.stream().map(part).toArray(Long[]::new));
    }

    /** An {@code integer[]}: a part of each item. */
    static <T> Parameter integers(Collection<T> items, Function<? super T, @Nullable Integer> part) {
        return array("int4", items.stream().map(part).toArray(Integer[]::new));
    }

    private static Parameter array(String element, Object[] items) {
        return (statement, index) -> statement.setArray(index, statement.getConnection().createArrayOf(element, items));
    }
}
