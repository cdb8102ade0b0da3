package dev.dust.cli.durability;

import dev.dust.Dust;
import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.cli.chaos.process.Await;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A client with a durable cache in a JVM of its own. It says its device id, then does what it is told on standard input, until
 * that ends, and tells on standard output what it has done, a line each:
 *
 * <pre>
 * write N     writes N times; -1 for as long as it lives      wrote OP_ID, as soon as the call has returned
 * delete P    deletes P                                        wrote OP_ID
 * count P N   increments P and reads it, N times               wrote OP_ID and read VALUE, N times
 * join        waits until it has caught up                     joined
 * settle SEQ  waits until it is at SEQ and nothing is pending  settled
 * read P      reads P                                          read VALUE
 * listen      hears each committed event from now on           listening
 * heard SEQ   waits until it has heard that                    heard FIRST to LAST, COUNT, and where one was missed
 * </pre>
 */
final class ClientProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private final DustStore store;
    private final RandomWrites writes;
    private long heard;
    private long firstHeard;
    private String missed = "";
    /** Written last. */
    private volatile long lastHeard;

    private ClientProcess(DustStore store, RandomWrites writes) {
        this.store = store;
        this.writes = writes;
    }

    /** Takes the place of the cache, as {@link Clients#durable} has it, the URL of the server, a name and a seed. */
    public static void main(String[] args) throws IOException {
        try (Dust dust = Clients.durable(args[0], URI.create(args[1]))) {
            tell("device " + dust.connection().deviceId());
            DustStore store = dust.store(Clients.STORE);
            var process = new ClientProcess(store, new RandomWrites(store, args[2], Long.parseLong(args[3])));
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                String[] words = command.split(" ");
                process.obey(words);
            }
        }
    }

    private void obey(String... command) {
        switch (command[0]) {
            case "write" -> {
                int count = Integer.parseInt(command[1]);
                for (int i = 0; i != count; i++) {
                    wrote(writes.next());
                }
            }
            case "count" -> {
                for (int i = 0; i < Integer.parseInt(command[2]); i++) {
                    wrote(store.increment(command[1]));
                    read(command[1]);
                }
            }
            case "delete" -> wrote(store.delete(command[1]));
            case "join" -> {
                store.ready().join();
                tell("joined");
            }
            case "settle" -> settle(Long.parseLong(command[1]));
            case "read" -> read(command[1]);
            case "listen" -> {
                store.matching("**").on(this::hear,
                        SubscriptionOptions.defaults().mode(Mode.COMMITTED).maxQueue(Integer.MAX_VALUE));
                tell("listening");
            }
            case "heard" -> {
                long seq = Long.parseLong(command[1]);
                Await.until(PATIENCE, "event " + seq, () -> lastHeard >= seq);
                tell("heard " + firstHeard + " to " + lastHeard + ", " + heard + missed);
            }
            default -> throw new IllegalArgumentException(command[0]);
        }
    }

    private void settle(long seq) {
        Await.until(PATIENCE, "seq " + seq + " and nothing pending",
                () -> store.status().lastStoreSeq() >= seq && store.pending().isEmpty());
        tell("settled");
    }

    private void read(String path) {
        tell("read " + store.get(path).plain());
    }

    private static void wrote(Write write) {
        tell("wrote " + write.opId());
    }

    private void hear(DustEvent told) {
        var event = (DustEvent.Committed) told;
        if (heard == 0) {
            firstHeard = event.storeSeq();
        } else if (event.storeSeq() != lastHeard + 1) {
            missed += ", " + event.storeSeq() + " after " + lastHeard;
        }
        heard++;
        lastHeard = event.storeSeq();
    }

    /** Whole lines, from whatever thread. */
    private static synchronized void tell(String line) {
        OUT.println(line);
    }
}
