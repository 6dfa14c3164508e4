/**
 * The contract's side of one Vert.x instance: its node id, who has said hello, which servers and observers are there. For servers and
 * bridges; a plugin's author does not need it.
 */
package dev.postern.contract.bus;
