/**
 * From the end of a message to its final reply: the stages {@code content}, {@code message} and {@code deliver}, what became of each
 * recipient, and the {@code Received} field.
 */
package dev.postern.smtp.delivery;
