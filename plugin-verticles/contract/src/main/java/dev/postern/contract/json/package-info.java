/**
 * Reads and writes the JSON of the bus: what is missing or has the wrong type is a
 * {@link dev.postern.contract.json.MalformedException} that names it. For servers and bridges; a plugin's author does not need it.
 */
package dev.postern.contract.json;
