package dev.postern;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Messages to send, and what has become of them in a mailbox. */
final class Mails {
    private static final Pattern TRACE = Pattern.compile("Return-Path: <([^>\r\n]*)>\r\n"
            + "Delivered-To: ([^\r\n]*)\r\n"
            + "Received: from [^\r\n]*\r\n(\t[^\r\n]*\r\n)+");

    private Mails() {}

    /** A message with everything that a server could spoil: dots at line starts, octets above 127, long and empty lines. */
    static byte[] difficult() {
        return ("From: =?utf-8?Q?J=C3=BCrgen?= <anna@example.net>\r\n"
                        + "Date: Sun, 22 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@example.net>\r\n"
                        + "Subject: Grüße\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=\"=_b\"\r\n\r\n"
                        + "--=_b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                        + ".\r\n..\r\n...three\r\n.\r\n.QUIT\r\nÄpfel, пример, 例え\r\n\r\n\r\n"
                        + "x".repeat(990) + "\r\n. \r\n"
                        + "--=_b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
                        + "Content-Disposition: attachment; filename=\"a.bin\"\r\n\r\n"
                        + "AAECAwQFBgcICQ==\r\n--=_b--\r\n.\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The same beginning, then lines of random octets (no NUL, CR, LF), some with dots first, to this size. */
    static byte[] big(int size) {
        Random random = new Random(size);
        ByteArrayOutputStream content = new ByteArrayOutputStream(size + 1024);
        content.writeBytes(difficult());
        byte[] line = new byte[120];
        while (content.size() < size) {
            random.nextBytes(line);
            for (int i = 0; i < line.length; i++) {
                line[i] = line[i] == 0 || line[i] == '\r' || line[i] == '\n' ? (byte) '.' : line[i];
            }
            content.write(line, 0, line.length);
            content.write('\r');
            content.write('\n');
        }
        return content.toByteArray();
    }

    /** The one message that the trace lines say is of this envelope is this one, octet by octet, below them. */
    static void assertHolds(Path mail, Envelope envelope, byte[] content) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(mail)) {
            files = all.filter(file -> file.getParent().endsWith("new"))
                    .filter(file -> envelope.equals(Envelope.of(trace(file))))
                    .toList();
        }
        assertEquals(1, files.size(), () -> envelope + " in " + files);
        byte[] stored = Files.readAllBytes(files.get(0));
        int below = trace(files.get(0)).group().getBytes(StandardCharsets.UTF_8).length;
        assertArrayEquals(content, Arrays.copyOfRange(stored, below, stored.length));
    }

    /** What the trace lines say. */
    record Envelope(String from, String to) {
        private static Envelope of(Matcher trace) {
            return new Envelope(trace.group(1), trace.group(2));
        }
    }

    private static Matcher trace(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(4096), StandardCharsets.UTF_8);
            Matcher trace = TRACE.matcher(start);
            assertTrue(trace.lookingAt(), start);
            return trace;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
