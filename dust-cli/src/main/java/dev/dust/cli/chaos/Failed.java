package dev.dust.cli.chaos;

/** A process did not do what it was told to. */
final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(String message) {
        super(message);
    }
}
