package dev.postern.smtp.connection;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Reply;
import dev.postern.smtp.command.CommandDispatcher;
import io.vertx.core.buffer.Buffer;

/** A connection as the commands of plugins reach it. */
final class LiveConnection implements ControlHandler.ControlledConnection {
    private final CommandDispatcher dispatcher;
    private final ReplyWriter out;
    private final TlsUpgrade handshake;
    private final CloseSequence ending;

    LiveConnection(CommandDispatcher dispatcher, ReplyWriter out, TlsUpgrade handshake, CloseSequence ending) {
        this.dispatcher = dispatcher;
        this.out = out;
        this.handshake = handshake;
        this.ending = ending;
    }

    @Override
    public CommandDispatcher dispatcher() {
        return dispatcher;
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
            throw CommandFailure.UNKNOWN_CONNECTION.because("connection " + dispatcher.id() + " is closing");
        }
    }
}
