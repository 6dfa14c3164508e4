package dev.postern.launcher.command;

/** How a command ended, for scripts. */
final class ExitCode {
    static final int DONE = 0;
    /** The node said no, or did not do it in time. */
    static final int REFUSED = 1;
    /** A wrong call, or there is no such node. */
    static final int WRONG = 2;

    private ExitCode() {}
}
