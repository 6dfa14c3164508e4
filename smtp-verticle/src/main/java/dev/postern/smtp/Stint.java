package dev.postern.smtp;

import java.util.function.BooleanSupplier;

/**
 * How much of what one client has sent is worked off in one go. A client may send thousands of commands in one packet: after
 * so many the others on its event loop have their turn, and then it goes on.
 */
final class Stint {
    private static final int STEPS = 100;

    private final ClientSocket socket;
    private final Runnable rest;
    private boolean over;

    /** @param rest goes on with what is left */
    Stint(ClientSocket socket, Runnable rest) {
        this.socket = socket;
        this.rest = rest;
    }

    /** @param step does one thing, and says whether there was anything to do */
    void work(BooleanSupplier step) {
        for (int i = 0; i < STEPS; i++) {
            if (!step.getAsBoolean()) {
                return;
            }
        }
        if (!over) {
            over = true;
            socket.later(this::goOn);
        }
    }

    /** Whether something may be left, and others have their turn. */
    boolean isOver() {
        return over;
    }

    private void goOn() {
        over = false;
        rest.run();
    }
}
