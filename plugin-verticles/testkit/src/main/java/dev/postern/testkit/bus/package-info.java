/**
 * How the testkit reaches a plugin: as a server on another node would, or on its own, in the time that a test drives.
 */
package dev.postern.testkit.bus;
