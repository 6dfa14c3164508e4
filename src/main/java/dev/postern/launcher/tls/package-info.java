/** The certificate of the first start, and which files of TLS the configuration names. */
package dev.postern.launcher.tls;
