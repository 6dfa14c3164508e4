package dev.postern.launcher;

/** The process cannot start for a reason that the operator can mend; the message is one clear line. */
final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StartException(String message) {
        super(message, null, false, false);
    }
}
