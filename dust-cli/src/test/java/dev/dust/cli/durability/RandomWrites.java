package dev.dust.cli.durability;

import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.WriteOptions;
import java.util.Map;
import java.util.Random;

/** Writes of every kind, none of which a server has a reason to refuse. For one thread. */
final class RandomWrites {
    private final DustStore store;
    private final String name;
    private final Random random;
    private int number;

    /**
     * @param name makes the paths that only this writer writes
     */
    RandomWrites(DustStore store, String name, long seed) {
        this.store = store;
        this.name = name;
        this.random = new Random(seed);
    }

    /** One more. Has returned when the write is durable. */
    Write next() {
        String own = name + "-" + ++number;
        return switch (random.nextInt(9)) {
            case 0, 1 -> store.increment("counters/" + random.nextInt(3));
            case 2 -> store.increment("counters/float", 0.5);
            case 3 -> store.put("unique/" + own, number);
            case 4 -> store.at("first/" + own).put(own, WriteOptions.defaults().ifAbsent());
            case 5 -> store.add("sets/" + random.nextInt(2), own);
            case 6 -> store.merge("maps/" + random.nextInt(2), Map.of(own, Map.of("number", number, "by", name)));
            case 7 -> store.remove("sets/" + random.nextInt(2), name + "-" + (1 + random.nextInt(number)));
            default -> store.delete("unique/" + name + "-" + (1 + random.nextInt(number)));
        };
    }
}
