/**
 * A fuzzer for this project's own tests: it makes malformed inputs out of well-formed ones, and watches what a target does with them.
 * Not exported: tests run on the class path.
 */
package dev.dust.testkit.fuzz;
