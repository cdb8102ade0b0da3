package dev.dust.value;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value that has parts as Java writes lists and maps, whatever its depth. */
final class PlainText implements Walk.Visitor {
    private final StringBuilder text = new StringBuilder();
    /** The innermost list or map that was started and not ended; null if there is none. */
    private @Nullable Level level;

    private static final class Level {
        private final @Nullable Level outer;
        private final char end;
        private boolean begun;

        Level(@Nullable Level outer, char end) {
            this.outer = outer;
            this.end = end;
        }
    }

    private PlainText() {
    }

    static String of(Value value) {
        return Walk.throughWireForms(value, new PlainText()).text.toString();
    }

    @Override
    public void leaf(Value leaf) {
        item();
        text.append(leaf);
    }

    /** A value of a map stands behind its key, which has told the one from the other. */
    private void item() {
        if (level != null && level.end == ']') {
            comma(level);
        }
    }

    private void comma(Level level) {
        if (level.begun) {
            text.append(", ");
        }
        level.begun = true;
    }

    @Override
    public void startList(int size) {
        item();
        text.append('[');
        level = new Level(level, ']');
    }

    @Override
    public void startMap(int size) {
        item();
        text.append('{');
        level = new Level(level, '}');
    }

    @Override
    public void key(String key) {
        comma(Objects.requireNonNull(level, "level"));
        text.append(key).append('=');
    }

    @Override
    public void end() {
        Level ended = Objects.requireNonNull(level, "level");
        text.append(ended.end);
        level = ended.outer;
    }
}
