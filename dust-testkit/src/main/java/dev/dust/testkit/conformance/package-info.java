/**
 * Runs scenarios, JSON files that say what one client does and what must be seen, against any cache.
 * {@link dev.dust.testkit.conformance.ConformanceRunner} runs files; {@link dev.dust.testkit.conformance.ConformanceContract}
 * is for an adapter's own tests.
 *
 * <p>A file is read into scenarios of steps ({@code ScenarioFile}, {@code StepParser}); a step acts on a {@code ScenarioRun}:
 * one client with a scripted server, a virtual clock and a given cache.
 */
@NullMarked
package dev.dust.testkit.conformance;

import org.jspecify.annotations.NullMarked;
