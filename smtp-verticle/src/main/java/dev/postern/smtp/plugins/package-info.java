/**
 * Asks one group over the event bus: which groups and nodes are there, which instance is asked, timeouts, repeats and the circuit
 * breaker.
 */
package dev.postern.smtp.plugins;
