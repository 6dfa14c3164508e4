package dev.postern.testkit.bus;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.Ticker;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Vert.x on event loops of our own: all of its timers, those of worker verticles and the timeouts of the bus too, run by one
 * clock that the test can move.
 */
public final class ClockedTransport extends NioTransport implements io.vertx.core.transport.Transport {
    private final Ticker clock;

    public ClockedTransport(Ticker clock) {
        this.clock = clock;
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return new Loops(threads, factory, ioHandlerFactory(), clock);
    }

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public Throwable unavailabilityCause() {
        return null;
    }

    @Override
    public Transport implementation() {
        return this;
    }

    private static final class Loops extends MultiThreadIoEventLoopGroup {
        /** The superclass makes the loops in its constructor, so the clock is passed through its arguments. */
        Loops(int threads, ThreadFactory factory, IoHandlerFactory handlers, Ticker clock) {
            super(threads, factory, handlers, clock);
        }

        @Override
        protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... arguments) {
            return new ClockedLoop(this, executor, handlers, (Ticker) arguments[0]);
        }
    }
}
