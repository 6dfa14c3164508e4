package dev.postern.launcher.command;

import io.vertx.core.json.JsonObject;

/** A command that could not do what it was told. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final String listing;
    private final transient JsonObject details;

    CommandException(int exitCode, String text) {
        this(exitCode, text, "", new JsonObject());
    }

    /**
     * @param listing more for people, behind the text
     * @param details the same for programs
     */
    CommandException(int exitCode, String text, String listing, JsonObject details) {
        super(text, null, false, false);
        this.exitCode = exitCode;
        this.listing = listing;
        this.details = details;
    }

    int exitCode() {
        return exitCode;
    }

    /** All of it, for people. */
    String text() {
        return getMessage() + listing;
    }

    JsonObject details() {
        return details;
    }
}
