/**
 * Clients, a server, a network and crashes on virtual time, all from one seed (DESIGN 12): {@link
 * dev.dust.testkit.simulation.Simulation}.
 */
package dev.dust.testkit.simulation;
