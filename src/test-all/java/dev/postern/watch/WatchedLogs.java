package dev.postern.watch;

import io.vertx.core.logging.JULLogDelegateFactory;
import io.vertx.core.logging.SLF4JLogDelegateFactory;
import io.vertx.core.spi.logging.LogDelegate;
import io.vertx.core.spi.logging.LogDelegateFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Vert.x logs in a test run: it goes to SLF4J where that is there, and the warnings of blocked threads are remembered. Vert.x itself
 * hands them over here, so no configuration of the logging can lose one.
 */
public final class WatchedLogs implements LogDelegateFactory {
    private static final String CHECKER = "io.vertx.core.impl.BlockedThreadChecker";
    private static final Pattern BLOCKED = Pattern.compile("has been blocked for (\\d+) ms, time limit is (\\d+) ms");
    private static final Queue<String> WARNINGS = new ConcurrentLinkedQueue<>();
    private static final Standstills STANDSTILLS = Standstills.watch();

    private final LogDelegateFactory target = target();

    /** The warnings since the last call. */
    static List<String> takeWarnings() {
        List<String> taken = new ArrayList<>();
        for (String next = WARNINGS.poll(); next != null; next = WARNINGS.poll()) {
            taken.add(next);
        }
        return taken;
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public LogDelegate createDelegate(String name) {
        LogDelegate delegate = target.createDelegate(name);
        return name.equals(CHECKER) ? watched(delegate) : delegate;
    }

    private static LogDelegateFactory target() {
        try {
            Class.forName("org.slf4j.LoggerFactory");
            return new SLF4JLogDelegateFactory();
        } catch (ClassNotFoundException e) {
            return new JULLogDelegateFactory();
        }
    }

    private static LogDelegate watched(LogDelegate delegate) {
        return (LogDelegate) Proxy.newProxyInstance(
                WatchedLogs.class.getClassLoader(),
                new Class<?>[] {LogDelegate.class},
                (proxy, method, arguments) -> pass(delegate, method, arguments));
    }

    /** While the whole process stands still, as one of a busy machine does, no thread of it can be blamed. */
    private static boolean isExcused(String warning) {
        Matcher blocked = BLOCKED.matcher(warning);
        if (!blocked.find()) {
            return false;
        }
        long milliseconds = Long.parseLong(blocked.group(1));
        return milliseconds - STANDSTILLS.within(milliseconds) < Long.parseLong(blocked.group(2));
    }

    private static Object pass(LogDelegate delegate, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("warn") && !isExcused(String.valueOf(arguments[0]))) {
            WARNINGS.add(String.valueOf(arguments[0]));
        }
        try {
            return method.invoke(delegate, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
