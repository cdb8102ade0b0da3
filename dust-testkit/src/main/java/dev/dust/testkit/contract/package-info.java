/**
 * The laws of the ports as JUnit tests: an adapter proves itself by inheriting them. Start with
 * {@link dev.dust.testkit.contract.CacheContract}.
 */
package dev.dust.testkit.contract;
