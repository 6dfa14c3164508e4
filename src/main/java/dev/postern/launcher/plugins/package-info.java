/**
 * Plugins and observers that the configuration names by their class, and the commands that plugins bring.
 */
package dev.postern.launcher.plugins;
