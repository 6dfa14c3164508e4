/**
 * The values of the contract between the SMTP verticle and its plugins: stages, events, decisions, effects, and what they hold.
 *
 * <p>Within one JVM events and decisions travel as the records of this package, by reference; between JVMs as the
 * {@link io.vertx.core.json.JsonObject} that each of them turns into and is read from. Both forms mean the same.
 */
package dev.postern.contract;
