/** The default inbox: delivers into maildirs. */
package dev.postern.maildir;
