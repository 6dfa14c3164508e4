/** The command {@code user}, which changes the file of the users. */
package dev.postern.passwords.command;
