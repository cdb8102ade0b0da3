package dev.dust.value;

/** The hash of a value that has parts, whatever its depth. */
final class Hash implements Walk.Visitor {
    private Level level;
    private int hash;

    private static final class Level {
        private final Level outer;
        private final boolean map;
        private int hash = 1;
        private int key;

        Level(Level outer, boolean map) {
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
        level.add(leaf.hashCode());
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
        level.key = key.hashCode();
    }

    @Override
    public void end() {
        hash = level.hash;
        level = level.outer;
        if (level != null) {
            level.add(hash);
        }
    }
}
