package dev.postern.launcher.control;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of requests without the token: of one at once, and of those within a window after it in one line. On one event loop. */
final class MissingTokenLog {
    private static final Logger LOG = LoggerFactory.getLogger(MissingTokenLog.class);

    private final Vertx vertx;
    private final long window;
    private boolean open;
    private int more;

    /** @param window milliseconds */
    MissingTokenLog(Vertx vertx, long window) {
        this.vertx = vertx;
        this.window = window;
    }

    void add(String caller, String path) {
        if (open) {
            more++;
            LOG.debug("{} has asked for {} without the token", caller, path);
            return;
        }
        open = true;
        LOG.warn("{} has asked for {} without the token", caller, path);
        vertx.setTimer(window, end -> summarise());
    }

    private void summarise() {
        open = false;
        if (more > 0) {
            LOG.warn(
                    "{} more requests without the token in the last {} s",
                    more,
                    TimeUnit.MILLISECONDS.toSeconds(window));
            more = 0;
        }
    }
}
