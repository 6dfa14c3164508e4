package dev.postern.smtp.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads replies, and fails on one that RFC 5321 4.2, 4.5.3.1.5 or RFC 2034 does not allow. */
public final class ReplyReader {
    private static final int LINE_LIMIT = 512;
    private static final Pattern LINE =
            Pattern.compile("([2-5][0-5][0-9])([- ])(?:([245])\\.[0-9]{1,3}\\.[0-9]{1,3} )?[\\t\\x20-\\x7e]*");

    private final InputStream in;

    public ReplyReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The first line of the next reply; null if the connection is closed, within a line only if it was cut. */
    public String next() throws IOException {
        String first = line();
        String line = first;
        while (line != null) {
            Matcher matcher = LINE.matcher(line);
            assertTrue(matcher.matches(), "no reply line: " + line);
            assertTrue(
                    line.startsWith(first.substring(0, 3)), "another code in one reply: " + line + " behind " + first);
            if (matcher.group(3) != null) {
                assertEquals(line.charAt(0), matcher.group(3).charAt(0), "status and code do not match: " + line);
            }
            if (matcher.group(2).equals(" ")) {
                return first;
            }
            line = line();
        }
        return null;
    }

    private String line() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        while (true) {
            int octet = read();
            if (octet < 0) {
                return null;
            }
            octets.write(octet);
            assertTrue(octets.size() <= LINE_LIMIT, "a reply line of more than 512 octets: " + octets);
            if (octet == '\n') {
                String line = octets.toString(StandardCharsets.ISO_8859_1);
                assertTrue(line.endsWith("\r\n"), "a reply line that ends with a bare LF: " + line);
                return line.substring(0, line.length() - 2);
            }
        }
    }

    private int read() throws IOException {
        try {
            return in.read();
        } catch (SocketException e) {
            return -1;
        }
    }
}
