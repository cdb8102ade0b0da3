package dev.dust.cli.chaos.client;

import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.Write;
import dev.dust.cli.chaos.history.Condition;
import dev.dust.cli.chaos.history.Life;
import dev.dust.cli.chaos.history.Note;
import dev.dust.value.IntValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** What a client does: writes of every kind, on paths that it shares with the others, and reads. For one thread. */
final class Workload {
    private static final int SHARED = 4;
    private static final int MEMBERS = 6;

    private final DustStore store;
    private final JournalWriter journal;
    private final Caller caller;
    private final Random random;
    private final LeaseWork leases;
    private final Duration leaseTtl;
    private final int life;
    private int number;

    Workload(DustStore store, JournalWriter journal, ClientConfig config, Caller caller) {
        this.store = store;
        this.journal = journal;
        this.caller = caller;
        this.life = config.life();
        // Neighbouring seeds of a Random begin alike.
        this.random = new Random(config.seed() * 0x9E3779B97F4A7C15L + life * 0x632BE59BD9B4E019L);
        this.leases = new LeaseWork(store, caller, random);
        this.leaseTtl = ClientMain.LEASE_TTL;
    }

    /** How long to do nothing before the next step. */
    Duration pause() {
        // Often a burst, sometimes a rest.
        return Duration.ofMillis(random.nextInt(10) == 0 ? random.nextInt(400) : random.nextInt(50));
    }

    /** Does one thing. */
    void step() {
        String own = life + "-" + ++number;
        int shared = random.nextInt(SHARED);
        switch (random.nextInt(12)) {
            case 0 -> count();
            case 1 -> read(Life.counter(1 + random.nextInt(life)));
            case 2 -> increment("counters/" + shared, random.nextInt(10) - 3);
            case 3 -> write("set", "shared/" + shared, own, () -> store.put("shared/" + shared, own));
            case 4 -> {
                Map<String, Object> map = Map.of("a", own, "b", Map.of("c", number));
                write("set", "maps/" + shared, map, () -> store.put("maps/" + shared, map));
            }
            case 5 -> {
                Map<String, Object> fields = Map.of("x" + random.nextInt(3), own, "b", Map.of("d", number));
                write("merge", "maps/" + shared, fields, () -> store.merge("maps/" + shared, fields));
            }
            case 6 -> delete();
            case 7 -> {
                String member = "m" + random.nextInt(MEMBERS);
                write("add", "sets/" + shared, member, () -> store.add("sets/" + shared, member));
            }
            case 8 -> {
                String member = "m" + random.nextInt(MEMBERS);
                write("remove", "sets/" + shared, member, () -> store.remove("sets/" + shared, member));
            }
            case 9 -> compareAndSwap("cas/" + shared % 2, own);
            default -> leases.step(leaseTtl);
        }
    }

    private void write(String op, String path, Object operand, Supplier<Write> write) {
        caller.write(op, path, operand, Condition.NONE, write);
    }

    private void increment(String path, int by) {
        write("increment", path, by, () -> store.increment(path, by));
    }

    /** Counts its own counter, and reads at once what it made of it. */
    private void count() {
        increment(Life.counter(life), 1);
        read(Life.counter(life));
    }

    private void read(String path) {
        long seq = store.status().lastStoreSeq();
        long count = store.get(path).optional().map(value -> ((IntValue) value).longValue()).orElse(0L);
        journal.write(new Note.CounterRead(path, count, seq));
    }

    /** Counters are never deleted: whoever reads them would see them shrink. */
    private void delete() {
        String path = switch (random.nextInt(4)) {
            case 0 -> "maps/" + random.nextInt(SHARED);
            case 1 -> "maps/" + random.nextInt(SHARED) + "/b";
            case 2 -> "cas/" + random.nextInt(2);
            default -> "shared/" + random.nextInt(SHARED);
        };
        write("delete", path, Value.NULL, () -> store.delete(path));
    }

    private void compareAndSwap(String path, String text) {
        Entry entry = store.entry(path).orElse(null);
        if (entry == null || entry.revision().isPresent()) {
            Condition condition = entry == null ? Condition.ABSENT : Condition.match(entry.revision().getAsLong());
            caller.write("set", path, text, condition, () -> store.at(path).put(text, Caller.options(condition)));
        }
    }
}
