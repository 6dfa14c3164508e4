package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.smtp.DialogueFile.Kind;
import dev.postern.smtp.DialogueFile.Over;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plays a {@link DialogueFile} with a server. */
final class Performance {
    private static final Pattern OCTET = Pattern.compile("\\\\x\\p{XDigit}{2}|\\\\.|[^\\\\]+");

    private final DialogueFile file;
    private final Deque<DialogueFile.Line> lines;
    private final BlockingQueue<String> delivered;
    private final ByteArrayOutputStream packet = new ByteArrayOutputStream();
    private Telnet client;
    /** What was read and not expected yet, or null. */
    private String ahead;
    /** Whether the line that was read last ends its reply. */
    private boolean complete = true;

    /** @param delivered what the server's inbox takes, without the Received field */
    Performance(DialogueFile file, BlockingQueue<String> delivered) {
        this.file = file;
        this.lines = new ArrayDeque<>(file.lines());
        this.delivered = delivered;
    }

    void play(int port, Over over) throws Exception {
        delivered.clear();
        try (Telnet telnet = new Telnet(port, over == Over.IMPLICIT)) {
            client = telnet;
            if (over == Over.STARTTLS) {
                ahead = client.line();
                String verb = ahead.contains(" LMTP ") ? "LHLO" : "EHLO";
                client.expect(verb + " before.example.com", "250").startTls();
            }
            while (!lines.isEmpty()) {
                play(lines.remove());
            }
            send();
        }
    }

    private void play(DialogueFile.Line line) throws Exception {
        if (line.kind() != Kind.CLIENT && line.kind() != Kind.RAW) {
            send();
        }
        switch (line.kind()) {
            case CLIENT -> packet.write((line.text() + "\r\n").getBytes(StandardCharsets.UTF_8));
            case RAW -> packet.write(octets(line.text()));
            case SERVER -> expect(line);
            case DELIVERED -> expectDelivered(line);
            case BOTH -> follow(line);
        }
    }

    private void send() throws IOException {
        if (packet.size() > 0) {
            client.send(packet.toByteArray());
            packet.reset();
        }
    }

    private void expect(DialogueFile.Line line) throws IOException {
        if (line.isAny()) {
            skip();
            return;
        }
        String said = next(line);
        if (!Transcript.matches(line.text(), said)) {
            assertEquals(line.text(), said, where(line));
        }
    }

    /** To the end of the reply, or to the line of it that is expected next. */
    private void skip() throws IOException {
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

    /** What was said, as a last line or one that is not the last, as the other one is. */
    private static String like(String other, String said) {
        return said.substring(0, 3) + other.charAt(3) + said.substring(4);
    }

    private String next(DialogueFile.Line expected) throws IOException {
        String said = ahead;
        ahead = null;
        if (said == null) {
            said = client.line();
            assertNotNull(said, () -> where(expected) + "the server has closed the connection");
            complete = said.length() < 4 || said.charAt(3) != '-';
        }
        return said;
    }

    private void expectDelivered(DialogueFile.Line first) throws Exception {
        List<String> expected = new ArrayList<>(List.of(first.text()));
        while (!lines.isEmpty() && lines.peek().kind() == Kind.DELIVERED) {
            expected.add(lines.remove().text());
        }
        assertEquals(String.join("\r\n", expected) + "\r\n", delivered.poll(), where(first));
    }

    private void follow(DialogueFile.Line line) throws Exception {
        switch (line.text()) {
            case "(TLS handshake)" -> client.handshake();
            case "(connection closed)" -> assertNull(client.line(), where(line));
            case "(nothing delivered)" -> assertNull(delivered.poll(), where(line));
            default -> throw new IllegalArgumentException(where(line) + "unknown: " + line.text());
        }
    }

    /** Of characters and escapes: {@code \r}, {@code \n}, {@code \t}, {@code \x41} for any octet, and a backslash before itself. */
    private static byte[] octets(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        Matcher matcher = OCTET.matcher(text);
        while (matcher.find()) {
            String found = matcher.group();
            if (found.startsWith("\\x")) {
                octets.write(Integer.parseInt(found.substring(2), 16));
            } else {
                octets.writeBytes(found.translateEscapes().getBytes(StandardCharsets.UTF_8));
            }
        }
        return octets.toByteArray();
    }

    private String where(DialogueFile.Line line) {
        return file.name() + ":" + line.number() + ": ";
    }
}
