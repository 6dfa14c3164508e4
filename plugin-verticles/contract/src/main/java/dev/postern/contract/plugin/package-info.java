/**
 * What a plugin is made of: the base class, its deployment, observers, commands on a live connection, and the reader of message
 * content. With the values of {@link dev.postern.contract} it is all that a plugin's author needs.
 */
package dev.postern.contract.plugin;
