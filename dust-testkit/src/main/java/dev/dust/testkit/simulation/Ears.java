package dev.dust.testkit.simulation;

import dev.dust.DustStore;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.testkit.server.rules.Event;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The subscriptions of a process, and what they must hear (DESIGN 8). */
final class Ears {
    private final World world;
    private final Process process;
    /** Up to where the subscription to committed ops has heard. */
    private long heardUpTo;
    /** The newest foreign op that the subscription to everything has heard. */
    private long newestForeign;
    private final List<String> heardLocal = new ArrayList<>();
    /** The leaves, as the subscription to changes has heard of them. */
    private final TreeMap<String, Value> leaves = new TreeMap<>();

    Ears(World world, Process process) {
        this.world = world;
        this.process = process;
        DustStore store = process.store();
        heardUpTo = store.status().lastStoreSeq();
        store.enumerate("**").forEach(entry -> leaves.put(entry.path().key(), entry.value()));
        SubscriptionOptions options = SubscriptionOptions.defaults().onError(this::failed)
                .onResync(() -> failed(new SimulationFailure(process + " ends a subscription")));
        store.on("**", this::committed, options.mode(Mode.COMMITTED).onSnapshot(this::snapshot));
        store.on("**", this::any, options.mode(Mode.ALL));
        if (world.shared() == null) {
            store.onChange("**", this::changed, options);
        }
    }

    private void failed(Throwable error) {
        world.fail(error instanceof SimulationFailure found
                ? found
                : new SimulationFailure(process + ": a callback failed: " + error, error));
    }

    /** Each op once, in order, with none left out. */
    private void committed(DustEvent heard) {
        if (heard.storeSeq() != heardUpTo + 1) {
            throw new SimulationFailure(process + " hears " + heard + " after " + heardUpTo);
        }
        heardUpTo = heard.storeSeq();
        Event told = heardUpTo > world.server().records().lastSeq() ? null : world.server().records().event(heardUpTo);
        if (told == null || !isSame(heard, told)) {
            throw new SimulationFailure(process + " hears " + heard + " of " + told);
        }
        process.client().ledger().heard(heard);
        if (!Leases.OPS.contains(heard.op()) && heard.wasOwn() != process.client().device().equals(heard.deviceId())) {
            throw new SimulationFailure(process + " does not know whose this is: " + heard);
        }
    }

    private static boolean isSame(DustEvent heard, Event told) {
        return heard.committed() && heard.op().equals(told.op()) && heard.path().key().equals(told.path())
                && heard.value().equals(told.value()) && Objects.equals(heard.opId(), told.clientOpId())
                && Objects.equals(heard.deviceId(), told.deviceId());
    }

    private void snapshot(long seq) {
        if (seq <= heardUpTo || !process.client().snapshots().contains(seq)) {
            throw new SimulationFailure(process + " hears of a snapshot of " + seq + " after " + heardUpTo);
        }
        heardUpTo = seq;
    }

    /** Own writes as they are made, and those of others as they are committed. */
    private void any(DustEvent heard) {
        switch (heard.kind()) {
            case LOCAL -> heardLocal.add(heard.opId());
            case REFUSED -> process.client().ledger().heardRefused(heard);
            case COMMITTED -> {
                if (heard.wasOwn() || heard.storeSeq() <= newestForeign) {
                    throw new SimulationFailure(process + " hears twice, or late, of " + heard);
                }
                newestForeign = heard.storeSeq();
            }
            case PRESENT -> throw new SimulationFailure(process + " did not ask for " + heard);
        }
    }

    /** Each change begins where the one before it ended. */
    private void changed(Change change) {
        String path = change.path().key();
        if (!Objects.equals(leaves.get(path), change.before()) || Objects.equals(change.before(), change.after())) {
            throw new SimulationFailure(process + " hears of " + change + " where there was " + leaves.get(path));
        }
        if (change.after() == null) {
            leaves.remove(path);
        } else {
            leaves.put(path, change.after());
        }
    }

    /**
     * Once no callback waits: everything has been heard that there was to hear.
     *
     * @param view what changes come to, or null if nobody listens to them
     */
    void check(long applied, SortedMap<String, Value> view) {
        if (heardUpTo != applied) {
            throw new SimulationFailure(process + " has heard up to " + heardUpTo + " and applied up to " + applied);
        }
        if (view != null && !leaves.equals(view)) {
            throw new SimulationFailure(process + " has heard of changes to " + leaves + "\n  and shows " + view);
        }
        List<String> made = process.client().ledger().ofProcess(process.number());
        if (!heardLocal.equals(made)) {
            throw new SimulationFailure(process + " has heard of its own writes " + heardLocal + " and made " + made);
        }
    }
}
