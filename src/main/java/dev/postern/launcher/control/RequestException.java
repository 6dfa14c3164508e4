package dev.postern.launcher.control;

/** A request that is not granted: a status of HTTP, and what was wrong and expected. */
final class RequestException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    RequestException(int status, String text) {
        super(text, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
