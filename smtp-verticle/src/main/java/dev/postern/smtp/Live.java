package dev.postern.smtp;

import dev.postern.contract.Reply;
import io.vertx.core.buffer.Buffer;

/** A connection as commands reach it. Who cannot do what is asked throws the command's failure. */
interface Live {
    Session session();

    /** Octets to the client as they are, between two replies. */
    void send(Buffer octets);

    /** A last reply, and the end; a {@code deliver} that is open comes first. */
    void disconnect(Reply last);
}
