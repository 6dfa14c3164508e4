package dev.postern.launcher.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.Vertx;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MissingTokenLogTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(MissingTokenLog.class);

    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel() == Level.WARN) {
                warnings.add(event.getFormattedMessage());
            }
        }
    };
    private final Vertx vertx = Vertx.vertx();

    @BeforeEach
    void listen() {
        appender.start();
        LOGGER.addAppender(appender);
    }

    @AfterEach
    void close() throws Exception {
        LOGGER.detachAppender(appender);
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void oneRequestIsLoggedAtOnceAndThoseBehindItInOneLine() throws Exception {
        vertx.runOnContext(v -> {
            MissingTokenLog log = new MissingTokenLog(vertx, 1_000);
            for (int i = 0; i < 100; i++) {
                log.add("192.0.2.1:" + i, "/v1/stop");
            }
            vertx.setTimer(1_500, later -> log.add("192.0.2.2:1", "/v1/status"));
        });
        assertEquals("192.0.2.1:0 has asked for /v1/stop without the token", next());
        assertEquals("99 more requests without the token in the last 1 s", next());
        assertEquals("192.0.2.2:1 has asked for /v1/status without the token", next());
    }

    private String next() throws InterruptedException {
        return warnings.poll(60, TimeUnit.SECONDS);
    }
}
