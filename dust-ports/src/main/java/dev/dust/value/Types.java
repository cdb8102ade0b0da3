package dev.dust.value;

/**
 * The types that rows have (docs/protocol.md#types). They are strings and no enum, because a row may carry a type of a later
 * protocol, which must survive being stored.
 */
public final class Types {
    public static final String STRING = "string";
    public static final String INTEGER = "integer";
    public static final String FLOAT = "float";
    public static final String BOOLEAN = "boolean";
    public static final String NULL = "null";
    /** A typed map of an unknown kind, or a subtree put together for a reader. */
    public static final String MAP = "map";
    public static final String LIST = "list";
    public static final String DECIMAL = "decimal";
    public static final String DATETIME = "datetime";
    /** A number that {@code increment} wrote. */
    public static final String COUNTER = "counter";
    /** A list that {@code add} or {@code remove} wrote. */
    public static final String SET = "set";
    public static final String FILE = "file";
    public static final String LEASE = "lease";

    private Types() {
    }
}
