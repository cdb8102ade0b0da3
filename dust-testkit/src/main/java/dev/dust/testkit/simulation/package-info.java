/**
 * Clients, a server, a network and crashes on virtual time, all from one seed (docs/architecture.md#testing): {@link
 * dev.dust.testkit.simulation.Simulation}.
 */
package dev.dust.testkit.simulation;
