package dev.postern.smtp.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.io.EOFException;

/**
 * Reads the PROXY header from the beginning of a connection. Nothing behind it is read until {@link #listen} is called or TLS
 * begins; octets that came in the same packet are then passed on as if they had just arrived, to TLS if that was begun meanwhile.
 */
final class ProxyHandler extends ChannelDuplexHandler {
    private final Promise<ProxyHeader> header;
    private Buffer octets = Buffer.buffer();
    private Channel channel;
    private boolean complete;

    /** @param header completed with the header */
    ProxyHandler(Promise<ProxyHeader> header) {
        this.header = header;
    }

    /** Begins to read; to be called on the socket's context, before anything else is read. */
    static ProxyHandler on(NetSocket socket) {
        ProxyHandler reader = new ProxyHandler(ContextInternal.current().promise());
        ((NetSocketInternal) socket).channelHandlerContext().pipeline().addFirst("proxy", reader);
        return reader;
    }

    /** The header; fails if there is none, or the peer has left before its end. */
    Future<ProxyHeader> header() {
        return header.future();
    }

    /** Fails the header with this reason if it is not complete, as after a timeout. */
    void abandon(String why) {
        header.tryFail(new ProxyHeader.Malformed(why));
    }

    /** Whether octets are held back: of an incomplete header, or behind it. */
    boolean holdsOctets() {
        return octets.length() > 0;
    }

    /** Begins to read what comes behind the header. */
    void listen() {
        channel.config().setAutoRead(true);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf arrived = (ByteBuf) message;
        octets.appendBytes(ByteBufUtil.getBytes(arrived));
        arrived.release();
        if (!header.future().isComplete()) {
            read();
        }
    }

    private void read() {
        try {
            ProxyHeader known = ProxyHeader.read(octets);
            if (known != null) {
                channel.config().setAutoRead(false);
                octets = octets.slice(known.length(), octets.length()).copy();
                complete = true;
                header.complete(known);
            }
        } catch (ProxyHeader.Malformed e) {
            header.fail(e);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        // Nothing was passed on, so the handlers behind this one need not know.
    }

    /** The handlers behind want to read: once the header is complete this one removes itself and passes on what it holds. */
    @Override
    public void read(ChannelHandlerContext context) {
        if (complete && channel.config().isAutoRead()) {
            context.pipeline().remove(this);
            if (octets.length() > 0) {
                channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(octets.getBytes()));
                channel.pipeline().fireChannelReadComplete();
            }
            channel.read();
        } else {
            context.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        header.tryFail(new EOFException("closed within the PROXY header"));
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
