package dev.postern.launcher.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {
    private final LoggingEvent event = new LoggingEvent();

    JsonLinesTest() {
        event.setLoggerName("session");
        event.setLoggerContext(new LoggerContext());
        event.setThreadName("main");
        event.setLevel(Level.INFO);
        event.setMessage("refused {}");
        event.setArgumentArray(new Object[] {"by \"x\"\n"});
        event.setInstant(Instant.parse("2026-11-22T18:00:00.100200300Z"));
    }

    private JsonObject line() {
        String line = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
        assertTrue(line.endsWith("}\n"), line);
        assertEquals(1, line.lines().count(), line);
        return new JsonObject(line);
    }

    @Test
    void aLineOfTextIsAnObject() {
        JsonObject expected = new JsonObject()
                .put("time", "2026-11-22T18:00:00.100Z")
                .put("level", "INFO")
                .put("logger", "session")
                .put("thread", "main")
                .put("message", "refused by \"x\"\n");
        assertEquals(expected, line());
    }

    @Test
    void fieldsAreFields() {
        event.addKeyValuePair(new KeyValuePair("connection", "n-0-1"));
        event.addKeyValuePair(new KeyValuePair("ms", 12.5));
        event.addKeyValuePair(new KeyValuePair("client", new StringBuilder("192.0.2.1")));
        JsonObject expected =
                new JsonObject().put("connection", "n-0-1").put("ms", 12.5).put("client", "192.0.2.1");
        assertEquals(expected, line().getJsonObject("fields"));
    }

    @Test
    void anExceptionComesWithItsTrace() {
        assertFalse(line().containsKey("exception"));
        event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("broken")));
        String trace = line().getString("exception");
        assertTrue(trace.startsWith("java.lang.IllegalStateException: broken"), trace);
        assertTrue(trace.contains("JsonLinesTest"), trace);
    }
}
