/**
 * What is kept of a password and how it is checked: argon2id, bcrypt and the keys of SCRAM. Hashing has threads of its own.
 */
package dev.postern.passwords.hash;
