package dev.dust.testkit.simulation;

import dev.dust.DustStore;
import dev.dust.server.ledger.Event;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.subscribe.Watched;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The subscriptions of a process, and what they must hear (docs/architecture.md#subscriptions). */
final class SubscriptionOracle {
    /** Objects, and leaves beside them. */
    private static final String OBJECTS = "*";
    /** Objects that could not be read, because the cache was away, are read by then. */
    private static final Duration READ_AGAIN_WITHIN = Duration.ofSeconds(1);

    private final World world;
    private final ProcessStore process;
    private final ThrowingCallbacks callbacks;
    /** Up to where the subscription to committed ops has heard. */
    private long heardUpTo;
    /** The newest foreign op that the subscription to everything has heard. */
    private long newestForeign;
    private final List<String> heardLocal = new ArrayList<>();
    /** The writes of the process from before it subscribed. */
    private final Set<String> madeBefore;
    /** The leaves, as the subscription to changes has heard of them. */
    private final TreeMap<String, Value> leaves = new TreeMap<>();
    /** The objects, as the subscription to them has heard of them. */
    private final TreeMap<String, Value> objects = new TreeMap<>();

    SubscriptionOracle(World world, ProcessStore process) {
        this.world = world;
        this.process = process;
        this.callbacks = new ThrowingCallbacks(world, process);
        DustStore store = process.store();
        heardUpTo = store.status().lastStoreSeq();
        madeBefore = process.client().writes().allOfProcess(process.process().number());
        store.enumerate("**").forEach(entry -> leaves.put(entry.path().key(), entry.value()));
        SubscriptionOptions options = SubscriptionOptions.defaults().onError(callbacks::told)
                .onResync(() -> world.fail(new SimulationFailure(process + "'s subscription is too slow")));
        store.matching("**").on(callbacks.after(this::committed), options.mode(Mode.COMMITTED).onSnapshot(this::snapshot));
        store.matching("**").on(callbacks.after(this::any), options.mode(Mode.ALL));
        if (hearsChanges()) {
            store.matching("**").onChange(callbacks.after(this::changed), options);
            store.matching(OBJECTS).watch(Value.class, this::watched, options);
        }
    }

    /** A cache that goes back takes changes back unheard. */
    private boolean hearsChanges() {
        return !world.has(Dimension.FAILOVER);
    }

    /** Each op once, in order, with none left out. */
    private void committed(DustEvent event) {
        if (!(event instanceof DustEvent.Committed heard)) {
            throw new SimulationFailure(process + " did not ask for " + event);
        }
        if (heard.storeSeq() <= heardUpTo || !process.client().mayPassOver(heardUpTo + 1, heard.storeSeq())) {
            throw new SimulationFailure(process + " hears " + heard + " after " + heardUpTo);
        }
        heardUpTo = heard.storeSeq();
        Records records = process.client().records();
        Event told = heardUpTo > records.lastSeq() ? null : records.event(heardUpTo);
        if ((told == null || !isSame(heard, told)) && records.lost().stream().noneMatch(lost -> isSame(heard, lost))) {
            throw new SimulationFailure(process + " hears " + heard + " of " + told);
        }
        process.client().writes().heard(heard, process.process());
        if (!Leases.OPS.contains(heard.op().wire()) && heard.own() != device().equals(heard.deviceId())) {
            throw new SimulationFailure(process + " does not know whose this is: " + heard);
        }
    }

    private String device() {
        return process.process().client().device();
    }

    private static boolean isSame(DustEvent.Committed heard, Event told) {
        return heard.op().wire().equals(told.op()) && heard.path().key().equals(told.path())
                && heard.value().equals(told.value()) && Objects.equals(heard.opId(), told.clientOpId())
                && Objects.equals(heard.deviceId(), told.deviceId());
    }

    private void snapshot(long seq) {
        boolean anew = seq <= heardUpTo && process.client().mayHearAgain();
        if (!anew && (seq <= heardUpTo || !process.client().neededSnapshots().contains(seq))) {
            world.fail(new SimulationFailure(process + " hears of a snapshot of " + seq + " after " + heardUpTo
                    + ", and there was no need for one"));
        }
        heardUpTo = seq;
        process.client().tookSnapshot(seq);
        newestForeign = anew ? 0 : newestForeign;
    }

    /** The history begins anew: what is heard from now on may have been heard before. */
    void tailIsLost() {
        newestForeign = 0;
    }

    /** Own writes as they are made, and those of others as they are committed. */
    private void any(DustEvent event) {
        switch (event) {
            case DustEvent.Local local -> heardLocal.add(local.opId());
            case DustEvent.Refused refused -> process.client().writes().heardRefused(refused);
            case DustEvent.Committed heard -> {
                boolean again = heard.storeSeq() <= newestForeign && !process.client().mayHearAgain();
                if (heard.own() || again) {
                    throw new SimulationFailure(process + " hears twice, or late, of " + heard);
                }
                newestForeign = heard.storeSeq();
            }
            case DustEvent.Present present -> throw new SimulationFailure(process + " did not ask for " + present);
        }
    }

    /** Each change begins where the one before it ended. */
    private void changed(Change change) {
        String path = change.path().key();
        Value before = change.before().optional().orElse(null);
        Value after = change.after().optional().orElse(null);
        if (!Objects.equals(leaves.get(path), before) || Objects.equals(before, after)) {
            throw new SimulationFailure(process + " hears of " + change + " where there was " + leaves.get(path));
        }
        if (after == null) {
            leaves.remove(path);
        } else {
            leaves.put(path, after);
        }
    }

    /** Whatever is told replaces what was told before. */
    private void watched(Watched<Value> object) {
        if (object.isPresent()) {
            objects.put(object.path().key(), object.value());
        } else if (objects.remove(object.path().key()) == null) {
            throw new SimulationFailure(process + " hears that " + object.path() + " is gone, of which it has never heard");
        }
    }

    /**
     * Once no callback waits: everything has been heard that there was to hear.
     *
     * @param view what changes come to, or null if that is not known
     */
    void check(long applied, @Nullable NaiveRows view) {
        if (heardUpTo > applied || !process.client().mayPassOver(heardUpTo + 1, applied + 1)) {
            throw new SimulationFailure(process + " has heard up to " + heardUpTo + " and applied up to " + applied);
        }
        if (view != null && hearsChanges()) {
            checkChanges(view);
        }
        callbacks.checkTold();
        List<String> made = since(process.client().writes().ofProcess(process.process().number()));
        List<String> heard = since(heardLocal);
        if (!heard.equals(made)) {
            throw new SimulationFailure(process + " has heard of its own writes " + heard + " and made " + made);
        }
    }

    private List<String> since(List<String> writes) {
        return writes.stream().filter(opId -> !madeBefore.contains(opId)).toList();
    }

    private void checkChanges(NaiveRows view) {
        var shown = new TreeMap<String, Value>();
        view.all().forEach((path, row) -> shown.put(path, row.value()));
        if (!leaves.equals(shown)) {
            throw new SimulationFailure(process + " has heard of changes to " + leaves + "\n  and shows " + shown);
        }
        if (!process.process().cache().hasRefusedWithin(READ_AGAIN_WITHIN) && !objects.equals(view.objects())) {
            throw new SimulationFailure(process + " has heard of objects " + objects + "\n  and shows " + view.objects());
        }
    }
}
