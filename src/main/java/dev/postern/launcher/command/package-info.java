/** The commands of the command line that speak to a running node over its control interface. */
package dev.postern.launcher.command;
