package dev.postern.smtp.connection;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Reply;
import dev.postern.smtp.command.CommandDispatcher;
import io.vertx.core.buffer.Buffer;

/** A connection as the commands of plugins reach it. */
final class LiveConnection implements ControlHandler.ControlledConnection {
    private final CommandDispatcher dispatcher;
    private final ReplyWriter writer;
    private final TlsUpgrade tls;
    private final CloseSequence closing;

    LiveConnection(CommandDispatcher dispatcher, ReplyWriter writer, TlsUpgrade tls, CloseSequence closing) {
        this.dispatcher = dispatcher;
        this.writer = writer;
        this.tls = tls;
        this.closing = closing;
    }

    @Override
    public CommandDispatcher dispatcher() {
        return dispatcher;
    }

    @Override
    public void send(Buffer octets) {
        requireClient();
        if (tls.isPending()) {
            throw CommandFailure.BUSY.because("the TLS handshake is not done");
        }
        if (writer.isFull()) {
            throw CommandFailure.BUSY.because("the client does not read");
        }
        writer.say(octets);
        writer.flush();
    }

    @Override
    public void disconnect(Reply last) {
        requireClient();
        closing.disconnect(last);
    }

    private void requireClient() {
        if (!closing.takesCommands()) {
            throw CommandFailure.UNKNOWN_CONNECTION.because("connection " + dispatcher.id() + " is closing");
        }
    }
}
