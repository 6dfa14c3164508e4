/** A long and rough day for a server in a process of its own: {@code mvn -q -Psoak}. No part of the tests. */
package dev.postern.soak;
