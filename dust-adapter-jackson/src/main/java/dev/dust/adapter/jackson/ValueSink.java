package dev.dust.adapter.jackson;

import java.math.BigInteger;

/**
 * What a format makes of the parts of a value, one call for each, in the order of its wire form.
 *
 * @param <X> what may go wrong
 */
interface ValueSink<X extends Exception> {

    void nothing() throws X;

    void bool(boolean value) throws X;

    void integer(long value) throws X;

    /** An integer that fits no long, within the {@link Limits}. */
    void integer(BigInteger value) throws X;

    void fraction(double value) throws X;

    void text(String value) throws X;

    /** So many values follow, and then an {@link #end}. */
    void startList(int size) throws X;

    /** So many pairs of {@link #key} and value follow, and then an {@link #end}. */
    void startMap(int size) throws X;

    void key(String key) throws X;

    void end() throws X;
}
