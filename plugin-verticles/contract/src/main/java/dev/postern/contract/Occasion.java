package dev.postern.contract;

/**
 * Which moment of which connection an event speaks of.
 *
 * @param connection {@code <node>-<instance>-<n>}, never reused
 * @param transaction {@code <connection>-<n>}, or null outside of a transaction
 * @param sequence numbers the occasions of a connection in command order, from 1; every group and the told event of one
 *     occasion share it
 * @param round counts from 0, one more after each {@code retry}
 * @param time when the occasion began, in milliseconds since 1970-01-01T00:00Z by the server's clock; 0 if not known
 */
public record Occasion(String connection, String transaction, long sequence, int round, long time) {}
