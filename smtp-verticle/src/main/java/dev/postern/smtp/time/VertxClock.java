package dev.postern.smtp.time;

import io.vertx.core.Vertx;

/** The system's clock, with Vert.x timers. */
public final class VertxClock implements Clock {
    private final Vertx vertx;

    public VertxClock(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public long now() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public long wall() {
        return System.currentTimeMillis();
    }

    @Override
    public Alarm after(long milliseconds, Runnable action) {
        long timer = vertx.setTimer(Math.max(1, milliseconds), id -> action.run());
        return () -> vertx.cancelTimer(timer);
    }
}
