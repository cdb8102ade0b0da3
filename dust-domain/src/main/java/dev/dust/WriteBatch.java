package dev.dust;

import dev.dust.error.InvalidRequestException;
import dev.dust.op.Op;
import dev.dust.path.DustPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects writes that are kept together, see {@link DustStore#write}. What no server could take is refused as it is added. Not
 * thread-safe, and of no use once the call is over.
 */
public final class WriteBatch {
    private final Ops ops;
    private final List<Op> collected = new ArrayList<>();

    WriteBatch(Ops ops) {
        this.ops = ops;
    }

    /**
     * Writes a value, as {@link DustStore#put(String, Object)} does.
     *
     * @throws InvalidRequestException as {@link DustStore#put(String, Object)} does
     */
    public WriteBatch put(String path, @Nullable Object value) {
        return with(ops.put(DustPath.parse(path), value, WriteOptions.none()));
    }

    /**
     * The same, if the options hold at the server.
     *
     * @throws InvalidRequestException as {@link DustStore#put} does
     */
    public WriteBatch put(String path, @Nullable Object value, WriteOptions options) {
        return with(ops.put(DustPath.parse(path), value, options));
    }

    /**
     * Removes what is at and below a path, as {@link DustStore#delete(String)} does.
     *
     * @throws InvalidRequestException as {@link DustStore#delete(String)} does
     */
    public WriteBatch delete(String path) {
        return with(ops.delete(DustPath.parse(path), WriteOptions.none()));
    }

    /**
     * The same, if the options hold at the server.
     *
     * @throws InvalidRequestException as {@link PathRef#delete(WriteOptions)} does
     */
    public WriteBatch delete(String path, WriteOptions options) {
        return with(ops.delete(DustPath.parse(path), options));
    }

    /**
     * Writes the fields of a map, as {@link DustStore#merge(String, Object)} does.
     *
     * @throws InvalidRequestException as {@link DustStore#merge(String, Object)} does
     */
    public WriteBatch merge(String path, Object fields) {
        return with(ops.merge(DustPath.parse(path), fields, WriteOptions.none()));
    }

    /**
     * The same, if the options hold at the server.
     *
     * @throws InvalidRequestException as {@link PathRef#merge(Object, WriteOptions)} does
     */
    public WriteBatch merge(String path, Object fields, WriteOptions options) {
        return with(ops.merge(DustPath.parse(path), fields, options));
    }

    /**
     * Adds to a counter, as {@link DustStore#increment(String, Number)} does.
     *
     * @throws InvalidRequestException as {@link DustStore#increment(String, Number)} does
     */
    public WriteBatch increment(String path, Number by) {
        return with(ops.increment(DustPath.parse(path), by, WriteOptions.none()));
    }

    /**
     * The same, if the options hold at the server.
     *
     * @throws InvalidRequestException as {@link PathRef#increment(Number, WriteOptions)} does
     */
    public WriteBatch increment(String path, Number by, WriteOptions options) {
        return with(ops.increment(DustPath.parse(path), by, options));
    }

    /**
     * Puts a member into a set, as {@link DustStore#add(String, Object)} does.
     *
     * @throws InvalidRequestException as {@link DustStore#add(String, Object)} does
     */
    public WriteBatch add(String path, @Nullable Object member) {
        return with(ops.add(DustPath.parse(path), member, WriteOptions.none()));
    }

    /**
     * The same, if the options hold at the server.
     *
     * @throws InvalidRequestException as {@link PathRef#add(Object, WriteOptions)} does
     */
    public WriteBatch add(String path, @Nullable Object member, WriteOptions options) {
        return with(ops.add(DustPath.parse(path), member, options));
    }

    /**
     * Takes a member out of a set, as {@link DustStore#remove(String, Object)} does.
     *
     * @throws InvalidRequestException as {@link DustStore#remove(String, Object)} does
     */
    public WriteBatch remove(String path, @Nullable Object member) {
        return with(ops.remove(DustPath.parse(path), member, WriteOptions.none()));
    }

    /**
     * The same, if the options hold at the server.
     *
     * @throws InvalidRequestException as {@link PathRef#remove(Object, WriteOptions)} does
     */
    public WriteBatch remove(String path, @Nullable Object member, WriteOptions options) {
        return with(ops.remove(DustPath.parse(path), member, options));
    }

    private WriteBatch with(Op op) {
        collected.add(op);
        return this;
    }

    List<Op> ops() {
        return List.copyOf(collected);
    }
}
