/**
 * What a plugin brings to be run by its name: a {@link dev.postern.contract.options.PluginDescriptor} with its options, each
 * with key, kind, default and help, the checks before the start, and how it is made. The launcher finds it with {@link
 * java.util.ServiceLoader}; it needs the contract and Vert.x, and nothing else.
 */
package dev.postern.contract.options;
