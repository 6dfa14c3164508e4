package dev.postern.smtp.dialogue;

import dev.postern.smtp.connection.ClientSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client's socket that the test drives. */
public final class ScriptedSocket {
    private final ClientSocket socket = new ClientSocket(Runnable::run);
    private final EmbeddedChannel channel = new EmbeddedChannel(socket);

    public ClientSocket socket() {
        return socket;
    }

    /** The client sends this. */
    public void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] octets) {
        channel.writeInbound(Unpooled.copiedBuffer(octets));
    }

    /** The same, but what the server puts off waits for {@link #later()}. */
    public void sendOnly(String text) {
        channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    /** Runs what the server has put off. */
    public void later() {
        channel.pipeline().fireChannelReadComplete();
        channel.runPendingTasks();
    }

    /** Whether the client reads what the server writes. */
    public void reads(boolean on) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, on);
        channel.runPendingTasks();
    }

    /** The socket is closed. */
    public void close() {
        channel.close();
    }

    /** All that was written to the client since the last call. */
    public String said() {
        return String.join("", writes());
    }

    /** The same, each write by itself. */
    public List<String> writes() {
        List<String> writes = new ArrayList<>();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            writes.add(next.toString(StandardCharsets.UTF_8));
            next.release();
        }
        return writes;
    }

    public boolean isClosing() {
        return !channel.isOpen();
    }

    public boolean isPaused() {
        return !channel.config().isAutoRead();
    }
}
