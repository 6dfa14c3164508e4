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
        escape(line, said, false);
        return line.toString();
    }

    private void quote(String value) {
        if (isPlain(value)) {
            text.append(value);
            return;
        }
        text.append('"');
        escape(text, value, true);
        text.append('"');
    }

    /** Control characters and line breaks become their code in hexadecimal; what stands in quotes has a backslash before quotes and backslashes. */
    private static void escape(StringBuilder text, String value, boolean quoted) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                continue;
            }
            if (quoted && (c == '"' || c == '\\')) {
                text.append('\\');
            }
            text.append(c);
        }
    }

    /** Whether the value needs no quotes. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' '
                    || c == '"'
                    || c == '\\'
                    || c == '='
                    || Character.isISOControl(c)
                    || Character.isWhitespace(c)) {
                return false;
            }
        }
        return !value.isEmpty();
    }
}
