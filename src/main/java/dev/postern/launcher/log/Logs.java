package dev.postern.launcher.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logging: to the standard output, one line each. Logback finds this class as a service and uses it instead of looking for a
 * file; what the configuration says comes later, by {@link #configure}.
 */
public final class Logs extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%n";
    /** Lines that wait for a slow output; no event loop ever waits for it, so what comes on top of them is lost. */
    private static final int QUEUE_SIZE = 8192;

    /** Libraries that say at info and warn what no operator needs; at debug they are heard. */
    private static final List<String> TALKATIVE = List.of("com.hazelcast", "io.netty", "io.vertx.spi.cluster");
    /** Says of each message on the bus that its gauge is known. */
    private static final String REPETITIVE = "io.micrometer";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        apply(context, Level.INFO, text(context));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Applies the section {@code log}. */
    public static void configure(JsonObject log) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Level level = Level.toLevel(log.getString("level"));
        apply(context, level, isJson(log) ? json(context) : text(context));
    }

    /** Writes what waits, and ends. */
    public static void close() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    /** Whether lines are for programs. */
    public static boolean isJson(JsonObject log) {
        return "json".equals(log.getString("format"));
    }

    private static void apply(LoggerContext context, Level level, Encoder<ILoggingEvent> encoder) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setQueueSize(QUEUE_SIZE);
        queue.setDiscardingThreshold(0);
        queue.setNeverBlock(true);
        queue.addAppender(appender);
        queue.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(queue);
        Level quiet = level.isGreaterOrEqual(Level.INFO) ? Level.ERROR : level;
        TALKATIVE.forEach(name -> context.getLogger(name).setLevel(quiet));
        context.getLogger(REPETITIVE).setLevel(Level.ERROR);
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonLines encoder = new JsonLines();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
