/**
 * The clock that all timeouts use, which tests can drive by hand.
 */
package dev.postern.smtp.time;
