package dev.postern.smtp;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Reply;
import dev.postern.smtp.command.CommandDispatcher;
import io.vertx.core.buffer.Buffer;

/** A wire as commands reach it. */
final class LiveWire implements CommandDesk.ControlledConnection {
    private final CommandDispatcher session;
    private final Outgoing out;
    private final Handshake handshake;
    private final Ending ending;

    LiveWire(CommandDispatcher session, Outgoing out, Handshake handshake, Ending ending) {
        this.session = session;
        this.out = out;
        this.handshake = handshake;
        this.ending = ending;
    }

    @Override
    public CommandDispatcher session() {
        return session;
    }

    @Override
    public void send(Buffer octets) {
        requireClient();
        if (handshake.isOwed()) {
            throw CommandFailure.BUSY.because("the TLS handshake is not done");
        }
        if (out.isFull()) {
            throw CommandFailure.BUSY.because("the client does not read");
        }
        out.say(octets);
        out.flush();
    }

    @Override
    public void disconnect(Reply last) {
        requireClient();
        ending.dismiss(last);
    }

    private void requireClient() {
        if (!ending.takesCommands()) {
            throw CommandFailure.UNKNOWN_CONNECTION.because("connection " + session.id() + " is closing");
        }
    }
}
