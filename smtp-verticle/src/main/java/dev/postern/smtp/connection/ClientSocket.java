package dev.postern.smtp.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.Executor;

/**
 * One client's socket. It takes the place of the one that Vert.x makes, whose queues cost more memory than all the rest of an
 * idle connection, and are not needed on the socket's own event loop. Belongs to that loop.
 */
public final class ClientSocket extends ChannelInboundHandlerAdapter {
    private final Executor context;
    private ChannelHandlerContext channel;
    private Listener listener;
    private boolean reading;
    private boolean flushing;

    /** Gets the events of a socket, on its context. */
    interface Listener {
        void arrived(Buffer octets);

        /** The client has closed its side: nothing more comes. It may still read. */
        void ended();

        /** The client has read so much that {@link #isFull()} is over. */
        void drained();

        /** Something is wrong with it, or with TLS; it is about to be closed. */
        void failed(Throwable cause);

        /** The socket is closed; the last event. */
        void closed();
    }

    /** @param context runs what concerns the listener, at once */
    public ClientSocket(Executor context) {
        this.context = context;
    }

    /** Takes a socket over from Vert.x, on its event loop and before anything has arrived. */
    public static ClientSocket of(NetSocket accepted, Executor context) {
        ChannelHandlerContext before = ((NetSocketInternal) accepted).channelHandlerContext();
        ClientSocket socket = new ClientSocket(context);
        before.pipeline().replace(before.handler(), "client", socket);
        before.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        return socket;
    }

    /** From here on the listener gets the events. */
    void listen(Listener first) {
        listener = first;
    }

    /** Where handlers such as TLS are added. */
    public ChannelHandlerContext channel() {
        return channel;
    }

    /** Nothing more is read from the client, but for what has been read already. */
    void pause() {
        channel.channel().config().setAutoRead(false);
    }

    void resume() {
        channel.channel().config().setAutoRead(true);
    }

    /** Sends; all replies to one packet leave together. */
    void write(Buffer octets) {
        flushing = reading;
        ByteBuf message = ((BufferInternal) octets).getByteBuf();
        if (reading) {
            channel.write(message, channel.voidPromise());
        } else {
            channel.writeAndFlush(message, channel.voidPromise());
        }
    }

    /** From so many octets that the client has not read, it should read before more is written; until it has read half of them. */
    void limit(int octets) {
        channel.channel().config().setWriteBufferWaterMark(new WriteBufferWaterMark(octets / 2, octets));
    }

    /** Runs a task on the context, behind all that waits on the event loop now. */
    void later(Runnable task) {
        channel.executor().execute(() -> context.execute(task));
    }

    /** Whether the client should read before more is written. */
    boolean isFull() {
        return !channel.channel().isWritable();
    }

    /** Closes once the client has been sent everything; one that does not read is waited for without end. */
    void close() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** The same so that the client can read the last reply ({@link LingeringClose}). */
    void linger() {
        LingeringClose.begin(channel.channel(), () -> {});
    }

    /** Closes now, whatever has not been sent. */
    void cut() {
        cut(channel.channel());
    }

    /** Closes a channel past its handlers, which would flush or linger. */
    static void cut(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        channel = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        reading = true;
        ByteBuf read = (ByteBuf) message;
        try {
            // A copy, as what is read into belongs to the loop: an idle connection holds none of it.
            Buffer octets = BufferInternal.buffer(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(read)));
            context.execute(() -> listener.arrived(octets));
        } finally {
            read.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        reading = false;
        if (flushing) {
            flushing = false;
            channel.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (!isFull()) {
            // Later, as it may be the listener's own write that has made room.
            later(listener::drained);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            context.execute(listener::ended);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        context.execute(listener::closed);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        context.execute(() -> listener.failed(cause));
        channel.close();
    }
}
