package dev.dust.benchmarks;

import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** The data of all benchmarks: users with ten fields each. */
final class Data {
    private static final int FIELDS = 10;

    private Data() {
    }

    static String key(int i) {
        return "users/u" + i / FIELDS + "/" + field(i % FIELDS);
    }

    private static String field(int i) {
        return i == 0 ? "name" : "field" + i;
    }

    static Map<String, Value> rows(int count) {
        var rows = LinkedHashMap.<String, Value>newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            rows.put(key(i), Value.of("value of " + i));
        }
        return rows;
    }
}
