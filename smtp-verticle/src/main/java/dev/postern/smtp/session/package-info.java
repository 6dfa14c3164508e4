/**
 * What a session is: its state, its transaction, the extensions that it offers, what a command is allowed to, and the one way to the plugins.
 * It knows neither the single commands nor the socket.
 */
package dev.postern.smtp.session;
