package dev.postern.contract.json;

/** A message on the bus that is not what the contract says; the text names the value and what was expected. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }

    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
