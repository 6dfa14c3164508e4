/**
 * Asks one group over the event bus: the registry of groups and nodes, the choice of an instance, timeouts, retries and the circuit
 * breaker.
 */
package dev.postern.smtp.plugins;
