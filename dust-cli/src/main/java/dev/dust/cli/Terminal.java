package dev.dust.cli;

/**
 * Whether somebody looks at standard output.
 *
 * @param isThere whether it is a terminal, as the launcher found out
 * @param colours whether colours are wanted there
 */
record Terminal(boolean isThere, boolean colours) {
    /** Output goes to a file, or to another program. */
    static final Terminal NONE = new Terminal(false, false);
}
