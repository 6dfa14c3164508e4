/**
 * TLS of the server: certificates and keys, their choice by SNI and their reload, certificates of clients, and Netty's handler.
 */
package dev.postern.smtp.tls;
