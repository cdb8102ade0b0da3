/**
 * The laws of the ports as JUnit tests: an adapter proves itself by inheriting them. Start with
 * {@link dev.dust.testkit.contract.CacheContract} and {@link dev.dust.testkit.contract.TransportContract}.
 */
@NullMarked
package dev.dust.testkit.contract;

import org.jspecify.annotations.NullMarked;
