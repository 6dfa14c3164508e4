/**
 * Examines any plugin: what the contract asks of every plugin is tried on it, and what it does wrong is a finding.
 */
package dev.postern.testkit.conformance;
