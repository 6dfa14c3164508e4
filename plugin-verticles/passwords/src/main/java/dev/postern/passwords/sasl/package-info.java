/**
 * The mechanisms of SASL (RFC 4422), each one step at a time: what a client says goes in, a decision comes out. They keep nothing
 * between two steps.
 */
package dev.postern.passwords.sasl;
