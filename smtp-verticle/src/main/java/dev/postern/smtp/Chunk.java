package dev.postern.smtp;

/**
 * What stands behind a BDAT (RFC 3030 2).
 *
 * @param octets how many, from 0
 * @param last whether the message is complete with it
 * @param refusal what follows once its octets have been swallowed, or null if they are content
 */
record Chunk(long octets, boolean last, Step refusal) {}
