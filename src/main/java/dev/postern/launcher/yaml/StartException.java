package dev.postern.launcher.yaml;

/** The process cannot start for a reason that the operator can mend; the message is one clear line. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StartException(String message) {
        super(message, null, false, false);
    }
}
