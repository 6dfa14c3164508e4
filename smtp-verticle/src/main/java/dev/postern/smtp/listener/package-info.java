/**
 * Accepts TCP connections: the limits by address, network and rate, the PROXY protocol header, and the reply to clients that are
 * rejected.
 */
package dev.postern.smtp.listener;
