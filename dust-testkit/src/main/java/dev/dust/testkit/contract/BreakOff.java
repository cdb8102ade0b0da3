package dev.dust.testkit.contract;

/** No exception: an error, as of a machine that has no more memory. */
final class BreakOff extends Error {
    private static final long serialVersionUID = 1L;
}
