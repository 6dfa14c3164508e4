package dev.postern.smtp.telemetry;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line of a log, made of fields: {@code [id] what happened key=value key="a value"}. People read it, programs split it, and
 * a log in JSON has the same fields beside the text. What comes from a client or a plugin cannot break out of its quotes, or
 * of the line.
 */
public final class LogLine {
    private final LoggingEventBuilder event;
    private final StringBuilder text;

    private LogLine(LoggingEventBuilder event, String connection, String what) {
        this.event = event.addKeyValue("connection", connection).addKeyValue("event", what);
        this.text = new StringBuilder(256)
                .append('[')
                .append(connection)
                .append("] ")
                .append(what);
    }

    /** Begins a line at level info about a connection. */
    public static LogLine info(Logger log, String connection, String what) {
        return new LogLine(log.atInfo(), connection, what);
    }

    /** A field; left out if there is nothing to say (null). */
    public LogLine with(String key, Object value) {
        if (value == null) {
            return this;
        }
        event.addKeyValue(key, value instanceof Number ? value : value.toString());
        text.append(' ').append(key).append('=');
        quote(value.toString());
        return this;
    }

    public void write() {
        event.log(text.toString());
    }

    /** What a plugin or a client says, in a line that is none of fields; null stays null. */
    public static String inOneLine(String said) {
        if (said == null) {
            return null;
        }
        StringBuilder line = new StringBuilder(said.length());
        said.chars().forEach(c -> escape(line, c));
        return line.toString();
    }

    private void quote(String value) {
        boolean plain = !value.isEmpty() && value.chars().allMatch(LogLine::isPlain);
        if (plain) {
            text.append(value);
            return;
        }
        text.append('"');
        value.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            escape(text, c);
        });
        text.append('"');
    }

    private static void escape(StringBuilder text, int c) {
        if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
            text.append(String.format(Locale.ROOT, "\\u%04x", c));
        } else {
            text.append((char) c);
        }
    }

    private static boolean isPlain(int c) {
        return c > ' ' && c != '"' && c != '\\' && c != '=' && !Character.isISOControl(c) && !Character.isWhitespace(c);
    }
}
