/**
 * The SMTP commands (RFC 5321 4.1 and its extensions), a file each: what a command line says is checked, the plugins are asked, and the
 * reply is made.
 */
package dev.postern.smtp.command;
