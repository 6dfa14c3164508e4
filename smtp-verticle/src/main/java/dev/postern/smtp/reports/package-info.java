/**
 * Publishes to observers what has happened, on this node and, in batches, on others; what they do not keep up with is dropped and
 * counted.
 */
package dev.postern.smtp.reports;
