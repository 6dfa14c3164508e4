package dev.postern.smtp.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that the client can read the last reply. A socket that is closed while octets of the client are
 * unread, or before more of them arrive, answers with RST, at which the client may lose what it has not read yet (RFC 1122
 * 4.2.2.13). So, once all replies are sent: close_notify where there is TLS, and FIN. What the client still sends is
 * dropped as it comes, encrypted or not, until it closes too, but neither for long nor without end.
 */
public final class LingeringClose extends ChannelInboundHandlerAdapter {
    /** Octets that are dropped at most. */
    static final int OCTETS_LIMIT = 256 * 1024;
    /** Milliseconds from the FIN on. */
    static final long LINGER_LIMIT = 3_000;

    private int dropped;

    /**
     * Begins it behind what was written; nothing may be written any more.
     *
     * @param over runs when the connection is closed
     */
    public static void begin(Channel channel, Runnable over) {
        channel.closeFuture().addListener(closed -> over.run());
        channel.pipeline().addFirst("lingering-close", new LingeringClose());
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> closeNotify(channel));
    }

    private static void closeNotify(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            finish(channel);
        } else {
            tls.closeOutbound().addListener(closed -> finish(channel));
        }
    }

    private static void finish(Channel channel) {
        if (channel instanceof DuplexChannel duplex && !duplex.isInputShutdown()) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext channel, Object event) {
        if (event == ChannelOutputShutdownEvent.INSTANCE) {
            Future<?> end = channel.executor().schedule(() -> channel.close(), LINGER_LIMIT, TimeUnit.MILLISECONDS);
            channel.channel().closeFuture().addListener(closed -> end.cancel(false));
        } else if (event == ChannelInputShutdownEvent.INSTANCE && hasSentFin(channel.channel())) {
            channel.close();
        }
        channel.fireUserEventTriggered(event);
    }

    private static boolean hasSentFin(Channel channel) {
        return channel instanceof DuplexChannel duplex && duplex.isOutputShutdown();
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        dropped += message instanceof ByteBuf octets ? octets.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (dropped > OCTETS_LIMIT) {
            channel.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
        channel.close();
    }
}
