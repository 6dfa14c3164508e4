/**
 * One socket of a client: what it sends is cut into lines and content, replies are written in order, TLS is put in between, and
 * timeouts and the end of the connection are kept. Commands of plugins for a connection arrive here.
 */
package dev.postern.smtp.connection;
