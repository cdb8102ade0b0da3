package dev.dust.adapter.jackson;

import dev.dust.value.BoolValue;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.NullValue;
import dev.dust.value.TextValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes through a value part by part. Its own stack stands in for recursion: that of a thread has no size to rely on. */
final class ValueWalk<X extends Exception> {
    private final ValueSink<X> sink;
    /** The innermost list or map that was started and not ended; null if there is none. */
    private @Nullable Level level;
    private int depth;

    private ValueWalk(ValueSink<X> sink) {
        this.sink = sink;
    }

    /**
     * Hands {@code value}, in its wire form, to {@code sink}.
     *
     * @throws IllegalArgumentException if it is beyond the {@link Limits}
     * @throws X                        if {@code sink} does
     */
    static <X extends Exception> void write(Value value, ValueSink<X> sink) throws X {
        var walk = new ValueWalk<>(sink);
        walk.visit(value);
        for (Level level = walk.level; level != null; level = walk.level) {
            walk.visitNext(level);
        }
    }

    private void visitNext(Level innermost) throws X {
        if (innermost.items != null && innermost.items.hasNext()) {
            visit(innermost.items.next());
        } else if (innermost.fields != null && innermost.fields.hasNext()) {
            Map.Entry<String, Value> field = innermost.fields.next();
            sink.key(field.getKey());
            visit(field.getValue());
        } else {
            level = innermost.outer;
            depth--;
            sink.end();
        }
    }

    private void visit(Value value) throws X {
        switch (value) {
            case TextValue(String text) -> sink.text(text);
            case IntValue n when n.isLong() -> sink.integer(n.longValue());
            case IntValue n -> sink.integer(Limits.check(n.bigValue()));
            case FloatValue(double d) -> sink.fraction(d);
            case BoolValue b -> sink.bool(b.value());
            case NullValue nothing -> sink.nothing();
            case MapValue map -> start(map);
            case TypedValue typed -> start(typed.wire());
            case ListValue list -> start(list);
        }
    }

    private void start(MapValue map) throws X {
        enter(new Level(level, null, map.fields().entrySet().iterator()));
        sink.startMap(map.size());
    }

    private void start(ListValue list) throws X {
        enter(new Level(level, list.items().iterator(), null));
        sink.startList(list.items().size());
    }

    private void enter(Level inner) {
        depth++;
        Limits.checkDepth(depth);
        level = inner;
    }

    /** What is left of a list, which has items, or of a map, which has fields. */
    private record Level(@Nullable Level outer, @Nullable Iterator<Value> items,
            @Nullable Iterator<Map.Entry<String, Value>> fields) {
    }
}
