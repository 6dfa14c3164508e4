/** What can be configured, where it was said, and whether it makes sense. {@link dev.postern.launcher.config.Options} is the
 * one list of all options; {@link dev.postern.launcher.config.Configuration} is the way in. */
package dev.postern.launcher.config;
