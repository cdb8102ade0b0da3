package dev.dust.op;

import dev.dust.cache.Keys;
import dev.dust.path.DustPath;
import dev.dust.value.BoolValue;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.MapValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an op does at one key. Every op is a few of these, in order; committed events are made of {@link Replace},
 * {@link Write} and {@link Erase} alone, since the server sends results and not operands (docs/protocol.md#events).
 *
 * <table>
 * <caption>Steps</caption>
 * <tr><th>step</th><th>the row at the key</th><th>rows below</th></tr>
 * <tr><td>{@link Replace}</td><td>becomes the value, or goes</td><td>go</td></tr>
 * <tr><td>{@link Write}</td><td>becomes the value</td><td>stay</td></tr>
 * <tr><td>{@link Erase}</td><td>goes</td><td>stay</td></tr>
 * <tr><td>{@link Relative}</td><td>is computed from what it was</td><td>stay</td></tr>
 * </table>
 */
public sealed interface RowStep {

    /** The rendered path that the step is about. */
    String key();

    /**
     * Everything at and below the key goes; then the key gets the value.
     *
     * @param value null for none
     * @param type  the row's type, null with the value
     */
    record Replace(String key, @Nullable Value value, @Nullable String type) implements RowStep {
        static Replace nothing(String key) {
            return new Replace(key, null, null);
        }
    }

    /** The key gets the value, and what lies below stays. */
    record Write(String key, Value value, String type) implements RowStep {
    }

    /** The row at the key goes, and what lies below stays. */
    record Erase(String key) implements RowStep {
    }

    /** The key gets a value that depends on the one it has. */
    sealed interface Relative extends RowStep {

        /**
         * The value after this step.
         *
         * @param current the value before, null if there is no row
         */
        Value after(@Nullable Value current);

        /** The type of a row that this step changed. */
        String type();
    }

    /**
     * Adds to the number at the key; nothing, null and false count as 0. Anything else is shown as it is: there are servers
     * that refuse to count on from it, and what others make of it they will tell.
     */
    record Adjust(String key, Value by) implements Relative {
        @Override
        public Value after(@Nullable Value current) {
            if (!(current == null || isNumber(current) || current.equals(Value.NULL) || current.equals(BoolValue.FALSE))) {
                return current;
            }
            if (by instanceof IntValue n) {
                return switch (current) {
                    case IntValue i -> i.plus(n);
                    case FloatValue f -> sum(f, n.bigValue().doubleValue());
                    case null, default -> n;
                };
            }
            double d = ((FloatValue) by).value();
            return switch (current) {
                case IntValue i -> sum(i, i.bigValue().doubleValue(), d);
                case FloatValue f -> sum(f, d);
                case null, default -> by;
            };
        }

        private static Value sum(FloatValue current, double by) {
            return sum(current, current.value(), by);
        }

        /** A sum beyond all doubles cannot be shown; the server will say what becomes of it. */
        private static Value sum(Value current, double a, double b) {
            return Double.isFinite(a + b) ? new FloatValue(a + b) : current;
        }

        /** Whether {@code value} can be counted on from. */
        public static boolean isNumber(Value value) {
            return value instanceof IntValue || value instanceof FloatValue;
        }

        @Override
        public String type() {
            return Types.COUNTER;
        }
    }

    /** Puts a member in front of the list at the key, and drops duplicates; anything else counts as an empty list. */
    record Insert(String key, Value member) implements Relative {
        @Override
        public Value after(@Nullable Value current) {
            return new Members(current).insert(member).toValue();
        }

        @Override
        public String type() {
            return Types.SET;
        }
    }

    /** Takes the first such member out of the list at the key; anything else counts as an empty list. */
    record Drop(String key, Value member) implements Relative {
        @Override
        public Value after(@Nullable Value current) {
            return new Members(current).drop(member).toValue();
        }

        @Override
        public String type() {
            return Types.SET;
        }
    }

    /** The steps of {@code set}. */
    static List<RowStep> ofPut(String key, Value value) {
        if (value.isLeaf()) {
            return List.of(new Replace(key, value, value.type()));
        }
        var steps = new ArrayList<RowStep>();
        addMap(steps, key, (MapValue) value);
        return steps;
    }

    /** The steps of {@code merge}. */
    static List<RowStep> ofMerge(String key, MapValue fields) {
        var steps = new ArrayList<RowStep>();
        fields.forEach((field, value) -> {
            String child = DustPath.childKey(key, field);
            if (value.isLeaf()) {
                steps.add(new Write(child, value, value.type()));
            } else {
                addMap(steps, child, (MapValue) value);
            }
        });
        return steps;
    }

    /** The roots of the subtrees that {@code steps} may change, each once. */
    static List<String> roots(List<RowStep> steps) {
        if (steps.size() == 1) {
            return List.of(steps.getFirst().key());
        }
        var roots = new ArrayList<String>();
        String replaced = null;
        for (RowStep step : steps) {
            if (replaced == null || !Keys.isBelow(step.key(), replaced)) {
                roots.add(step.key());
                replaced = step instanceof Replace ? step.key() : replaced;
            }
        }
        return roots;
    }

    private static void addMap(List<RowStep> steps, String key, MapValue map) {
        steps.add(Replace.nothing(key));
        Leaves.each(key, map, (leaf, value) -> steps.add(new Write(leaf, value, value.type())));
    }
}
