package dev.postern.support;

/** A line of a file is wrong. */
public final class BadLineException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int line;

    /**
     * Says where and why.
     *
     * @param line counts from 1
     * @param message what is wrong and what was expected; the file and the line are added by {@link ReloadingFile}
     */
    public BadLineException(int line, String message) {
        super(message);
        this.line = line;
    }

    public int line() {
        return line;
    }
}
