/**
 * The syntax of SMTP and its neighbours: lines, command lines, paths, addresses, domains, xtext, XCLIENT, and the server's own replies.
 */
package dev.postern.smtp.protocol;
