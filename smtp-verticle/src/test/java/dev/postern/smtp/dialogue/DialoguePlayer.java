package dev.postern.smtp.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.dialogue.DialogueFile.Kind;
import dev.postern.smtp.dialogue.DialogueFile.Over;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plays a {@link DialogueFile} with a server, and checks that no reply line is longer than RFC 5321 4.5.3.1.5 allows. */
final class DialoguePlayer {
    private static final Pattern TRACE = Pattern.compile("Received:.*\r\n([ \t].*\r\n)*");
    /** Octets, without CR LF. */
    private static final int REPLY_LINE = 510;
    /** The limit for a challenge (RFC 4954 4). */
    private static final int CHALLENGE_LINE = 12_286;

    private final DialogueFile file;
    private final Deque<DialogueFile.Line> lines;
    private final Queue<String> delivered;
    private final ByteArrayOutputStream packet = new ByteArrayOutputStream();
    private Terminal client;
    /** A line that was read and not expected yet, or null. */
    private String ahead;
    /** Whether the line that was read last ends its reply. */
    private boolean complete = true;

    /** @param delivered what the server's inbox takes */
    DialoguePlayer(DialogueFile file, Queue<String> delivered) {
        this.file = file;
        this.lines = new ArrayDeque<>(file.lines());
        this.delivered = delivered;
    }

    /** @param connected just now */
    void play(Terminal connected, Over over) throws Exception {
        delivered.clear();
        try (connected) {
            client = connected;
            while (lines.peek().kind().isFromClient()) {
                append(lines.remove());
            }
            send();
            begin(over);
            while (!lines.isEmpty()) {
                play(lines.remove());
            }
            send();
        }
    }

    private void begin(Over over) throws Exception {
        if (over == Over.IMPLICIT) {
            client.handshake();
        } else if (over == Over.STARTTLS) {
            ahead = client.line();
            ask(ahead.contains(" LMTP ") ? "LHLO before.example.com" : "EHLO before.example.com", "250");
            ask("STARTTLS", "220");
            client.handshake();
        }
    }

    private void ask(String command, String code) throws IOException {
        client.send((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String said = client.line();
        while (said != null && said.startsWith(code + "-")) {
            said = client.line();
        }
        assertTrue(said != null && said.startsWith(code + " "), file.name() + ": " + command + " got " + said);
    }

    private void play(DialogueFile.Line line) throws Exception {
        if (line.kind().isFromClient()) {
            append(line);
            return;
        }
        send();
        switch (line.kind()) {
            case SERVER -> expect(line);
            case TRACE, DELIVERED -> expectDelivered(line);
            default -> follow(line);
        }
    }

    private void append(DialogueFile.Line line) {
        packet.writeBytes(
                switch (line.kind()) {
                    case RAW -> Notation.octets(line.text());
                    case HEX -> Notation.hex(line.text());
                    case LINES -> Notation.lines(line.text());
                    default -> (line.text() + "\r\n").getBytes(StandardCharsets.UTF_8);
                });
    }

    private void send() throws IOException {
        if (packet.size() > 0) {
            client.send(packet.toByteArray());
            packet.reset();
        }
    }

    private void expect(DialogueFile.Line line) {
        if (line.isAny()) {
            skip();
            return;
        }
        String said = next(line);
        if (!Transcript.matches(line.text(), said)) {
            assertEquals(line.text(), said, where(line));
        }
    }

    /** Skips lines to the end of the reply, or to the one that the file expects next. */
    private void skip() {
        DialogueFile.Line goal = lines.peek();
        boolean meansOne = goal != null && goal.kind() == Kind.SERVER;
        while (!complete) {
            String said = next(goal);
            if (meansOne && Transcript.matches(goal.text(), like(goal.text(), said))) {
                ahead = like(goal.text(), said);
                return;
            }
        }
    }

    /** The line with the hyphen or space behind its code that the other one has. */
    private static String like(String other, String said) {
        return said.substring(0, 3) + other.charAt(3) + said.substring(4);
    }

    private String next(DialogueFile.Line expected) {
        String said = ahead == null ? read(expected) : ahead;
        ahead = null;
        return said;
    }

    private String read(DialogueFile.Line expected) {
        String said = readLine(expected);
        assertNotNull(said, () -> where(expected) + "the server has closed the connection");
        int most = said.startsWith("334") ? CHALLENGE_LINE : REPLY_LINE;
        assertTrue(said.getBytes(StandardCharsets.UTF_8).length <= most, () -> where(expected) + "too long: " + said);
        complete = said.length() < 4 || said.charAt(3) != '-';
        return said;
    }

    /** A line, or null at the end of the connection. */
    private String readLine(DialogueFile.Line expected) {
        try {
            return client.line();
        } catch (IOException e) {
            throw new AssertionError(where(expected) + e.getMessage(), e);
        }
    }

    private void expectDelivered(DialogueFile.Line first) {
        String message = delivered.poll();
        assertNotNull(message, () -> where(first) + "nothing was delivered");
        Matcher trace = TRACE.matcher(message);
        assertTrue(trace.lookingAt(), () -> where(first) + "no trace in " + message);
        DialogueFile.Line content = first;
        if (first.kind() == Kind.TRACE) {
            expectTrace(all(first), trace.group());
            content = lines.isEmpty() || lines.peek().kind() != Kind.DELIVERED ? null : lines.remove();
        }
        if (content != null) {
            String expected = String.join("\r\n", all(content)) + "\r\n";
            assertEquals(expected, message.substring(trace.end()), where(content));
        }
    }

    private void expectTrace(List<String> expected, String field) {
        List<String> said = field.lines().map(String::strip).toList();
        boolean matches = expected.size() == said.size();
        for (int i = 0; matches && i < said.size(); i++) {
            matches = Transcript.matches(expected.get(i), said.get(i));
        }
        assertTrue(matches, file.name() + ": expected " + expected + ", got " + said);
    }

    /** This line, and those of the same kind behind it. */
    private List<String> all(DialogueFile.Line first) {
        List<String> texts = new ArrayList<>(List.of(first.text()));
        while (!lines.isEmpty() && lines.peek().kind() == first.kind()) {
            texts.add(lines.remove().text());
        }
        return texts;
    }

    private void follow(DialogueFile.Line line) throws Exception {
        switch (line.text()) {
            case "(TLS handshake)" -> client.handshake();
            case "(connection closed)" -> assertNull(readLine(line), where(line));
            case "(nothing delivered)" -> assertNull(delivered.poll(), where(line));
            default -> {
                long time = Notation.time(line.text());
                if (time < 0) {
                    throw new IllegalArgumentException(where(line) + "unknown: " + line.text());
                }
                client.pass(time);
            }
        }
    }

    /** @param line null at the end of the file */
    private String where(DialogueFile.Line line) {
        return file.name() + (line == null ? "" : ":" + line.number()) + ": ";
    }
}
