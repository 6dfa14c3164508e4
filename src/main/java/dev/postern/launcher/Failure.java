package dev.postern.launcher;

import dev.postern.launcher.yaml.InvalidConfigurationException;
import dev.postern.launcher.yaml.StartException;
import dev.postern.support.BadFileException;
import dev.postern.support.Reason;
import java.net.BindException;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;

/**
 * What went wrong at a start, for the operator.
 *
 * @param exitCode 2 if the operator can mend it, else 1
 * @param text one line each
 */
record Failure(int exitCode, String text) {
    static final int WRONG_SETUP = 2;
    static final int UNEXPECTED = 1;

    static Failure of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidConfigurationException) {
                return new Failure(WRONG_SETUP, cause.getMessage());
            }
            if (cause instanceof StartException) {
                return new Failure(WRONG_SETUP, "postern: " + cause.getMessage());
            }
            if (cause instanceof BadFileException) {
                return new Failure(WRONG_SETUP, "postern: " + cause.getMessage());
            }
            if (cause instanceof BindException || cause instanceof SocketException) {
                return new Failure(WRONG_SETUP, "postern: cannot listen: " + cause.getMessage());
            }
            if (cause instanceof FileSystemException file) {
                return new Failure(WRONG_SETUP, "postern: " + file.getFile() + ": " + Reason.of(file));
            }
            if (cause instanceof UnresolvedAddressException) {
                return new Failure(WRONG_SETUP, "postern: cannot listen: the host cannot be resolved");
            }
        }
        return new Failure(UNEXPECTED, "postern: stopped by an unexpected failure, see the log: " + failure);
    }
}
