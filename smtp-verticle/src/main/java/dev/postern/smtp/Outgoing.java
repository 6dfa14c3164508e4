package dev.postern.smtp;

import dev.postern.contract.Reply;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;

/** What goes to one client: replies are gathered, and leave together where they can. */
final class Outgoing {
    private static final int GATHERED_LIMIT = 16 * 1024;

    private final NetSocket socket;
    private final Port port;
    private final Meters meters;
    private Buffer gathered = Buffer.buffer();
    private long sent;

    Outgoing(NetSocket socket, Port port, Meters meters) {
        this.socket = socket;
        this.port = port;
        this.meters = meters;
    }

    /** Octets so far. */
    long sent() {
        return sent;
    }

    /** @param international whether the client understands UTF-8 in replies (RFC 6531 3.7.4) */
    void say(Reply reply, boolean international) {
        meters.replied(reply.code());
        say(Buffer.buffer(reply.toWire().getBytes(international ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII)));
    }

    /** What a plugin sends, as it is. */
    void say(Buffer octets) {
        gathered.appendBuffer(octets);
        if (gathered.length() > GATHERED_LIMIT) {
            flush();
        }
    }

    void flush() {
        if (gathered.length() > 0) {
            socket.write(take());
        }
    }

    /** Gives up what was gathered, for somebody else to send. */
    Buffer take() {
        Buffer octets = gathered;
        gathered = Buffer.buffer();
        sent += octets.length();
        return octets;
    }

    /** Whether the client should read before more is said. */
    boolean isFull() {
        return socket.writeQueueFull();
    }

    /** Closes once the client has been sent everything; one that does not read is waited for without end. */
    void close() {
        flush();
        socket.close();
    }

    /** The same, and the client has the time to read the last word, whatever it still sends. */
    void part() {
        flush();
        port.part(socket);
    }

    /** Closes now, whatever has not been sent. */
    void cut() {
        cut(((NetSocketInternal) socket).channelHandlerContext().channel());
    }

    /** Closes a channel past its handlers, which would flush or say farewell. */
    static void cut(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }
}
