/**
 * What the server is configured with, as plain values that were checked before.
 */
package dev.postern.smtp.options;
