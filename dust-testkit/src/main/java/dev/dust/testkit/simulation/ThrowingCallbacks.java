package dev.dust.testkit.simulation;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Callbacks of an application that throw what they like when they have heard; each time its onError has to be told. */
final class ThrowingCallbacks {
    private final World world;
    private final ProcessStore process;
    private final ArrayDeque<Throwable> untold = new ArrayDeque<>();

    ThrowingCallbacks(World world, ProcessStore process) {
        this.world = world;
        this.process = process;
    }

    /** A callback that hears as {@code callback} does, and may throw then. */
    <E> Consumer<E> after(Consumer<E> callback) {
        return heard -> {
            callback.accept(heard);
            if (world.faults().strikes(Fault.CALLBACK_THROWS)) {
                Throwable tantrum = any();
                untold.add(tantrum);
                ThrowingCallbacks.<RuntimeException>sneak(tantrum);
            }
        };
    }

    private Throwable any() {
        return switch (world.random().below(4)) {
            case 0 -> new IllegalStateException("an application's mistake");
            case 1 -> new AssertionError("an application's test");
            case 2 -> new StackOverflowError("an application's recursion");
            default -> new InterruptedException("an application's checked exception");
        };
    }

    @SuppressWarnings("unchecked") // That is the trick.
    private static <T extends Throwable> void sneak(Throwable any) throws T {
        throw (T) any;
    }

    /** The application's onError. It may throw as well. */
    void told(Throwable error) {
        if (process.process().cache().isKilled()) {
            return;
        }
        if (!untold.remove(error)) {
            world.fail(error instanceof SimulationFailure found
                    ? found
                    : new SimulationFailure(process + ": a callback failed: " + error, error));
        } else if (world.faults().strikes(Fault.CALLBACK_THROWS)) {
            ThrowingCallbacks.<RuntimeException>sneak(any());
        }
    }

    /** Once no callback waits: all that was thrown has been told. */
    void checkTold() {
        if (!untold.isEmpty()) {
            throw new SimulationFailure(process + " told nobody that a callback threw " + untold.peek());
        }
    }
}
