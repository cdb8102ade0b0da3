package dev.dust.cli;

/**
 * What happens when somebody stops a command that runs until it is stopped, by Ctrl-C or SIGTERM: it cleans up, and the process
 * ends with exit code 0, because that is how the command is meant to end.
 */
final class StopSignal {

    /** What runs until it is stopped. */
    interface Work {
        /**
         * Works.
         *
         * @return the exit code, if it ends by itself
         */
        int run() throws InterruptedException;
    }

    private StopSignal() {
    }

    /** Runs {@code work}; {@code cleanUp} runs on another thread when the process is stopped meanwhile. */
    static int ends(Work work, Runnable cleanUp) throws InterruptedException {
        return endsWith(work, () -> {
            cleanUp.run();
            return ExitCode.DONE;
        });
    }

    /** The same; {@code cleanUp} says which exit code the process ends with. */
    static int endsWith(Work work, Work cleanUp) throws InterruptedException {
        return hooked(work, () -> {
            int exitCode = ExitCode.REFUSED;
            try {
                exitCode = cleanUp.run();
            } catch (InterruptedException stopped) {
                // It ends here.
            }
            Runtime.getRuntime().halt(exitCode);
        });
    }

    /** The same for work that is not done when it is stopped: the process ends as the signal has it, with 130 or 143. */
    static int cutsShort(Work work, Runnable cleanUp) throws InterruptedException {
        return hooked(work, cleanUp);
    }

    private static int hooked(Work work, Runnable atStop) throws InterruptedException {
        var hook = new Thread(atStop, "dust-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.run();
        } finally {
            remove(hook);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            // Then it is running, and ends the process.
        }
    }
}
