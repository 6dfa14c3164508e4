/**
 * What goes over the bus besides events and decisions: addresses, registration, commands, reports for other nodes. For servers and
 * bridges; a plugin's author does not need it.
 */
package dev.postern.contract.wire;
