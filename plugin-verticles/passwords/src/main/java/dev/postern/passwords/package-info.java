/** The plugin that knows who may log in, and its options. The mechanisms are in {@code sasl}, the users file in {@code users}. */
package dev.postern.passwords;
