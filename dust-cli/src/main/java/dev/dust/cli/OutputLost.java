package dev.dust.cli;

/** The output cannot be written, so that there is no sense in going on. {@link Main} tells why. */
final class OutputLost extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
