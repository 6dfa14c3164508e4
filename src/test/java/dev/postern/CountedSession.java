package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.testkit.server.SmtpClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One session after the other, each command of which is counted by a group that keeps its count in {@code data}. */
final class CountedSession implements Runnable {
    private static final Pattern REPLY = Pattern.compile("250 \\S+ number (\\d+) by process (\\d+)");
    private static final int RECIPIENTS = 80;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private final int port;
    private final Map<Long, Integer> answers = new ConcurrentHashMap<>();
    private volatile boolean stop;
    private volatile Throwable failure;

    CountedSession(int port) {
        this.port = port;
    }

    /** How many commands this process has counted. */
    int answeredBy(long pid) {
        return answers.getOrDefault(pid, 0);
    }

    /** The first failure, or null. */
    Throwable failure() {
        return failure;
    }

    void stop() {
        stop = true;
    }

    @Override
    public void run() {
        try {
            while (!stop) {
                session();
            }
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private void session() {
        try (SmtpClient client = SmtpClient.connect(port)) {
            client.expect("220");
            client.ask("EHLO client.example", "250");
            count(1, client.ask("MAIL FROM:<anna@example.net>", ""));
            for (int n = 2; n < RECIPIENTS && !stop; n++) {
                count(n, client.ask("RCPT TO:<user" + n + "@localhost>", ""));
                LockSupport.parkNanos(PAUSE);
            }
            client.ask("QUIT", "221");
        }
    }

    private void count(int expected, String reply) {
        Matcher matcher = REPLY.matcher(reply);
        assertTrue(matcher.matches(), () -> "the answer to command " + expected + " was " + reply);
        assertEquals(expected, Integer.parseInt(matcher.group(1)), reply);
        answers.merge(Long.parseLong(matcher.group(2)), 1, Integer::sum);
    }
}
