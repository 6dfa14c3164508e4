package dev.postern.support;

/**
 * Makes one value of the lines of a text file. It is used for one reading, by one thread.
 *
 * @param <T> the value; immutable, since many threads share it
 */
public interface LineReader<T> {
    /**
     * Takes a line that says something: without its comment, without white space around it, not empty.
     *
     * @param number counts all lines of the file from 1
     * @throws IllegalArgumentException naming what was expected; file and line are added to its message
     */
    void line(int number, String text);

    /**
     * The value, after the last line.
     *
     * @throws BadLineException if a line is wrong that was not wrong by itself
     */
    T result();
}
