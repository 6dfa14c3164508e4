/**
 * The content of a message: read from DATA or BDAT, checked against the limits, kept in memory and then in a file of the spool.
 */
package dev.postern.smtp.content;
