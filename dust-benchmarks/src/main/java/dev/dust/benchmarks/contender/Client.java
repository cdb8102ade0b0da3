package dev.dust.benchmarks.contender;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A client of a contender's. Keys are {@code folder/name}. Any thread, but for locks. */
public interface Client extends AutoCloseable {
    /** Sets a key; the stage is complete when the server has said that it has it. */
    CompletionStage<?> put(String key, String value);

    /** The same where others {@link #listen}: by whatever it takes that they hear it. */
    default CompletionStage<?> putHeard(String key, String value) {
        return put(key, value);
    }

    /**
     * Hears the values that are set in a folder from now on.
     *
     * @return ends it
     */
    default AutoCloseable listen(String folder, Consumer<String> values) throws Exception {
        throw new NotOffered("no changes can be listened to");
    }

    /** Adds 1 to a counter, and waits until the server has. */
    default void increment(String key) throws Exception {
        throw new NotOffered("no counters");
    }

    /** Adds 1 to a number by reading it and by writing it if it is the same still, until that succeeds. */
    default void swap(String key) throws Exception {
        throw new NotOffered("no compare-and-set");
    }

    /** What {@link #increment} or {@link #swap} have made of it. */
    default long number(String key) throws Exception {
        throw new NotOffered("no numbers");
    }

    /** Waits for a lock and takes it. */
    default void lock(String key) throws Exception {
        throw new NotOffered("no locks");
    }

    /** Gives it back, on the thread that has it. */
    default void unlock(String key) throws Exception {
        throw new NotOffered("no locks");
    }

    /** Has the value of a key at hand for {@link #local}, if that is something to ask for. */
    default void fetch(String key) throws Exception {
        throw new NotOffered("nothing is read without the server");
    }

    /** Ends the connection. */
    @Override
    void close();

    /** The value of a key that was put or fetched, without asking the server. */
    default String local(String key) {
        throw new UnsupportedOperationException(key);
    }
}
