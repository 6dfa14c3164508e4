/**
 * Examines any plugin: what the contract asks of every plugin is tried on it, and what it does wrong is told.
 */
package dev.postern.testkit.conformance;
