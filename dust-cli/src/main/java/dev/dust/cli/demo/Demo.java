package dev.dust.cli.demo;

import dev.dust.server.ledger.Ledger;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Plays the steps, one after the other, and says what happened. */
public final class Demo {
    /** How many clients play. */
    public static final int CLIENTS = 2;

    private static final List<DemoStep> STEPS = List.of(new SharedWrite(), new LiveSubscription(), new SharedCounter(),
            new OfflineWrite(), new RefusedWrite(), new ExclusiveLease(), new SharedWork(), new FetchedFile(), new Paging());

    private Demo() {
    }

    /**
     * Plays all of it; needs a few seconds.
     *
     * @param caches where the clients keep their rows and their unsent writes
     * @param out    gets a line for each step, and at last {@code demo: OK} or what failed
     * @return whether every check held
     */
    public static boolean run(DemoCaches caches, PrintWriter out) throws InterruptedException {
        return run(STEPS, () -> new DemoSetup(caches), out);
    }

    /** The same with a server that does what the public one does, wherever that differs from the protocol. */
    public static boolean runAsHosted(DemoCaches caches, PrintWriter out) throws InterruptedException {
        return run(STEPS, () -> DemoSetup.asHosted(caches), out);
    }

    /**
     * The same with several servers on one ledger, where the two clients are at different ones.
     *
     * @param ledgers opens the ledger, once for each server
     */
    public static boolean runOnNodes(int count, Supplier<Ledger> ledgers, DemoCaches caches, PrintWriter out)
            throws InterruptedException {
        return run(STEPS, () -> DemoSetup.ofNodes(count, ledgers, caches), out);
    }

    /** The same over a transport of one's own: not the one over WebSocket that {@link #run(DemoCaches, PrintWriter)} shows. */
    public static boolean run(DemoCaches caches, DemoTransport transport, PrintWriter out) throws InterruptedException {
        return run(STEPS, () -> new DemoSetup(caches, transport), out);
    }

    static boolean run(List<DemoStep> always, Supplier<DemoSetup> scenery, PrintWriter out) throws InterruptedException {
        try (var setup = scenery.get()) {
            tell(out, setup.open());
            var steps = new ArrayList<>(always);
            if (setup.ann().isDurable()) {
                steps.add(new DurableWrite());
            }
            for (int i = 0; i < steps.size(); i++) {
                tell(out, (i + 1) + ". " + steps.get(i).play(setup));
            }
        } catch (CheckFailed failed) {
            tell(out, "demo: FAILED: " + failed.getMessage());
            return false;
        }
        tell(out, "demo: OK");
        return true;
    }

    private static void tell(PrintWriter out, String line) {
        out.print(line + '\n');
        out.flush();
    }
}
