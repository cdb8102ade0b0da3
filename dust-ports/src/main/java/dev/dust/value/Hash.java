package dev.dust.value;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The hash of a value that has parts, whatever its depth. */
final class Hash implements Walk.Visitor {
    /** The innermost list or map that was started and not ended; null if there is none. */
    private @Nullable Level level;
    private int hash;

    private static final class Level {
        private final @Nullable Level outer;
        private final boolean map;
        private int hash = 1;
        private int key;

        Level(@Nullable Level outer, boolean map) {
            this.outer = outer;
            this.map = map;
        }

        /** The order of a map's keys does not count. */
        void add(int part) {
            hash = map ? hash + (key ^ part) : 31 * hash + part;
        }
    }

    private Hash() {
    }

    static int of(Value value) {
        return Walk.throughWireForms(value, new Hash()).hash;
    }

    @Override
    public void leaf(Value leaf) {
        started().add(leaf.hashCode());
    }

    @Override
    public void startList(int size) {
        level = new Level(level, false);
    }

    @Override
    public void startMap(int size) {
        level = new Level(level, true);
    }

    @Override
    public void key(String key) {
        started().key = key.hashCode();
    }

    @Override
    public void end() {
        Level ended = started();
        hash = ended.hash;
        level = ended.outer;
        if (level != null) {
            level.add(hash);
        }
    }

    private Level started() {
        return Objects.requireNonNull(level, "level");
    }
}
