package dev.postern.testkit.bus;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.Executor;

/** An event loop whose timers run by a clock of the test. */
public final class ClockedLoop extends SingleThreadIoEventLoop {
    private final Ticker clock;

    ClockedLoop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory handlers, Ticker clock) {
        super(parent, executor, handlers);
        this.clock = clock;
    }

    /** The constructor of the superclass asks before the clock is there. */
    @Override
    public Ticker ticker() {
        return clock == null ? Ticker.systemTicker() : clock;
    }

    /** How long the loop may wait for I/O. The caller passes the time of the system, which is not that of the clock. */
    @Override
    protected long delayNanos(long systemNanos) {
        return super.delayNanos(clock.nanoTime());
    }

    /** When its next timer is due, in nanoseconds of the clock; to be asked on the loop's own thread. */
    public long nextDeadline() {
        long deadline = nextScheduledTaskDeadlineNanos();
        return deadline < 0 ? Long.MAX_VALUE : deadline;
    }
}
