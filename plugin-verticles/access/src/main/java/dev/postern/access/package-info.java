/** The plugin that lets networks in, or keeps them out. */
package dev.postern.access;
