/** How the nodes of a cluster find each other, and by which address a node is reached. */
package dev.postern.launcher.cluster;
