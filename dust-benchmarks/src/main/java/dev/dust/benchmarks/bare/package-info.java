/**
 * The least that could do what is compared, on the sockets and the threads that Dust has: what is left of a rate when nothing
 * is done but to carry frames.
 */
@NullMarked
package dev.dust.benchmarks.bare;

import org.jspecify.annotations.NullMarked;
