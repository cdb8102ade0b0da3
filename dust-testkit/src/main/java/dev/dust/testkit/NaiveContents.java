package dev.dust.testkit;

import dev.dust.cache.FileContents;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The contents of files in the heap: for tests with small ones. Safe for every thread. */
final class NaiveContents implements FileContents {
    private final Map<String, TreeMap<Integer, byte[]>> chunks = new HashMap<>();

    @Override
    public synchronized void write(String opId, int number, byte[] chunk) {
        chunks.computeIfAbsent(opId, id -> new TreeMap<>()).put(number, chunk);
    }

    @Override
    public synchronized byte @Nullable [] read(String opId, int number) {
        TreeMap<Integer, byte[]> content = chunks.get(opId);
        return content == null ? null : content.get(number);
    }

    @Override
    public synchronized void remove(String opId) {
        chunks.remove(opId);
    }

    @Override
    public synchronized Set<String> opIds() {
        return Set.copyOf(chunks.keySet());
    }
}
