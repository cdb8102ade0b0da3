package dev.dust.cli.demo;

import java.io.PrintWriter;
import java.util.List;

/** Plays the steps, one after the other, and says what happened. */
public final class Demo {
    private static final List<Step> STEPS = List.of(new SharedWrite(), new LiveSubscription(), new SharedCounter(),
            new OfflineWrite(), new RefusedWrite(), new HeldLease(), new Paging());

    private Demo() {
    }

    /**
     * Plays all of it; needs a few seconds.
     *
     * @param out gets a line for each step, and at last {@code demo: OK} or what failed
     * @return whether every check held
     */
    public static boolean run(PrintWriter out) throws InterruptedException {
        return run(STEPS, out);
    }

    static boolean run(List<Step> steps, PrintWriter out) throws InterruptedException {
        try (var scene = new Scene()) {
            tell(out, scene.open());
            for (int i = 0; i < steps.size(); i++) {
                tell(out, (i + 1) + ". " + steps.get(i).play(scene));
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
