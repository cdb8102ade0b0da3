package dev.dust.cli.demo;

/** Something was not as it should be; the message says what was expected and what was seen. */
final class CheckFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CheckFailed(String what, Object expected, Object seen) {
        super(what + ": expected " + expected + ", seen " + seen);
    }
}
