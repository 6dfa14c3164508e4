/**
 * The server as a whole: {@link dev.postern.smtp.server.SmtpServer} deploys its verticles, opens their ports once the plugins that are
 * required are there, and closes them again. Each verticle keeps the table of its open connections.
 */
package dev.postern.smtp.server;
