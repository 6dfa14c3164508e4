/**
 * The options of the server as plain values. The launcher reads and validates them.
 */
package dev.postern.smtp.options;
