/** The plugin that knows which addresses exist. */
package dev.postern.recipients;
