/**
 * What the server counts and how its log lines are written.
 */
package dev.postern.smtp.telemetry;
