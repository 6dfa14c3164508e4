/**
 * Reads YAML files, and remembers of each value in which line of which file it stands, so that a mistake can be named there.
 */
package dev.postern.launcher.yaml;
