/** The plugin that knows who may log in. */
package dev.postern.passwords;
