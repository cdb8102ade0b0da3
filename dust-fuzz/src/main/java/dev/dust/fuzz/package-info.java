/**
 * A fuzzer for this project's own tests: it makes malformed inputs out of well-formed ones, and watches what a target does with
 * them. Beside it stands what tests of several modules share. Not published.
 */
@NullMarked
package dev.dust.fuzz;

import org.jspecify.annotations.NullMarked;
