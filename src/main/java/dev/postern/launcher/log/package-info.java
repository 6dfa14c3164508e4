/**
 * Sets up the log: level, and lines of text or JSON.
 */
package dev.postern.launcher.log;
