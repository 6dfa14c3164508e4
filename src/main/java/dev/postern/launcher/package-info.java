/** Puts server and plugins together into one process: command line, start, shutdown. */
package dev.postern.launcher;
