/**
 * The chain of groups (tiers, rounds, failure policies): who is asked at a stage, what the answers together say, and whether an
 * answer is one that the contract allows.
 */
package dev.postern.smtp.chain;
