/** The inbox that takes everything and keeps nothing. */
package dev.postern.discard;
