/**
 * How a running node is asked and told, by HTTP over a unix socket and over TCP. It runs on a Vert.x of its own, so that it answers
 * while the node starts, stops or stands still. It knows the node as a {@link dev.postern.launcher.control.ControlledNode}.
 */
package dev.postern.launcher.control;
