/**
 * How a TCP connection is taken: the limits of connections by address, network and minute, the PROXY protocol header, and the
 * reply to those who are turned away.
 */
package dev.postern.smtp.listener;
