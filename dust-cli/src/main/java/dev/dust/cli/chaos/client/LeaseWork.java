package dev.dust.cli.chaos.client;

import dev.dust.DustStore;
import dev.dust.LeaseOptions;
import dev.dust.WriteOptions;
import dev.dust.cli.chaos.history.Condition;
import dev.dust.lease.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Takes leases, writes what they fence, for longer than they last too, prolongs some, gives some back, and forgets the others.
 */
final class LeaseWork {
    private static final int KEYS = 2;
    private static final int MOST = 4;

    private final DustStore store;
    private final Caller caller;
    private final Random random;
    private final Queue<Lease> given = new ConcurrentLinkedQueue<>();
    /** Those that were taken here, whoever has them now. */
    private final List<Lease> taken = new ArrayList<>();
    private int number;

    LeaseWork(DustStore store, Caller caller, Random random) {
        this.store = store;
        this.caller = caller;
        this.random = random;
    }

    /** Does one thing. */
    void step(Duration ttl) {
        for (Lease lease = given.poll(); lease != null; lease = given.poll()) {
            taken.add(lease);
        }
        if (taken.isEmpty() || random.nextInt(6) == 0) {
            take("leases/" + random.nextInt(KEYS), ttl);
            return;
        }
        Lease lease = taken.get(random.nextInt(taken.size()));
        String key = lease.key().key();
        switch (random.nextInt(8)) {
            case 0 -> {
                taken.remove(lease);
                caller.ask("release", key, () -> store.release(lease), was -> was ? 0 : -1);
            }
            case 1 -> keep(caller.ask("renew", key, () -> store.renew(lease, ttl), renewed -> 0));
            default -> {
                String path = "fenced/" + key;
                String text = lease.token() + "-" + ++number;
                Condition fence = Caller.fence(lease);
                caller.write("set", path, text, fence, () -> store.at(path).put(text, WriteOptions.defaults().fence(lease)));
            }
        }
        if (taken.size() > MOST) {
            taken.removeFirst();
        }
    }

    private void take(String key, Duration ttl) {
        var answer = caller.ask("lease", key, () -> store.at(key).lease(LeaseOptions.defaults().ttl(ttl)),
                lease -> lease.map(Lease::token).orElse(-1L));
        if (answer != null) {
            answer.thenAccept(lease -> lease.ifPresent(given::add));
        }
    }

    private void keep(@Nullable CompletableFuture<Lease> renewed) {
        if (renewed != null) {
            renewed.thenAccept(given::add);
        }
    }
}
