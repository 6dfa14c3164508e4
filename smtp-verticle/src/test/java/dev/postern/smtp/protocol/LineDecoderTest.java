package dev.postern.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.protocol.Line.Fault;
import dev.postern.smtp.testing.Packets;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineDecoderTest {
    private static final int LIMIT = 12;

    private final LineDecoder decoder = new LineDecoder(LIMIT);

    @Test
    void givesLinesInOrderAndThenNothing() {
        feed("EHLO a\r\n\r\nNOOP\r\nQU");
        assertEquals(new Line("EHLO a"), decoder.next());
        assertEquals(new Line(""), decoder.next());
        assertEquals(new Line("NOOP"), decoder.next());
        assertNull(decoder.next());
        feed("IT\r");
        assertNull(decoder.next());
        feed("\n");
        assertEquals(new Line("QUIT"), decoder.next());
        assertNull(decoder.next());
        assertEquals(0, decoder.pending());
    }

    @ParameterizedTest
    @CsvSource({
        "a\\nb, BARE_CR_OR_LF",
        "a\\rb, BARE_CR_OR_LF",
        "\\n, BARE_CR_OR_LF",
        "\\r, BARE_CR_OR_LF",
        "a\\n\\r, BARE_CR_OR_LF",
        "a\\n.\\n, BARE_CR_OR_LF",
        "a\\0b, NUL",
        "\\0\\n, NUL",
        "\\n\\0, BARE_CR_OR_LF",
        "a\\xFF, NOT_UTF8",
        "\\xC0\\x80, NOT_UTF8",
        "\\xED\\xA0\\x80, NOT_UTF8",
        "\\xC3, NOT_UTF8",
        "\\xFF\\n, BARE_CR_OR_LF",
        "12345678901, TOO_LONG",
        "12345678\\n\\0\\xFF, TOO_LONG",
    })
    void aFaultyLineEndsAtItsCrLfAndIsReportedOnce(String escaped, Fault fault) {
        feed(unescape(escaped) + "\r\nNOOP\r\n");
        assertEquals(new Line(fault), decoder.next());
        assertEquals(new Line("NOOP"), decoder.next());
        assertNull(decoder.next());
    }

    @Test
    void decodesUtf8AcrossPacketEdges() {
        for (byte octet : "ü例\uD83D\uDE00\r\n".getBytes(StandardCharsets.UTF_8)) {
            assertNull(decoder.next());
            decoder.feed(Buffer.buffer(new byte[] {octet}));
        }
        assertEquals(new Line("ü例\uD83D\uDE00"), decoder.next());
    }

    @Test
    void aLineMayBeAsLongAsTheLimitWithItsCrLf() {
        feed("1234567890\r\n12345678901\r\n");
        assertEquals(new Line("1234567890"), decoder.next());
        assertEquals(new Line(Fault.TOO_LONG), decoder.next());
    }

    @Test
    void keepsNoMoreOfAnOverlongLineThanTheLimit() {
        for (int i = 0; i < 1000; i++) {
            feed("x");
            assertNull(decoder.next());
            assertTrue(decoder.pending() < LIMIT);
        }
        feed("\r");
        assertNull(decoder.next());
        feed("\nNOOP\r\n");
        assertEquals(new Line(Fault.TOO_LONG), decoder.next());
        assertEquals(new Line("NOOP"), decoder.next());
    }

    @Test
    void theMiddleOfALineSurvivesTheManyLinesBeforeIt() {
        LineDecoder decoder = new LineDecoder(512);
        decoder.feed(Buffer.buffer("NOOP\r\n".repeat(1_000) + "RC"));
        for (int i = 0; i < 1_000; i++) {
            assertEquals("NOOP", decoder.next().text());
        }
        for (String piece : new String[] {"", "PT", "\r", "\nRSET"}) {
            assertNull(decoder.next());
            decoder.feed(Buffer.buffer(piece));
        }
        assertEquals("RCPT", decoder.next().text());
        assertNull(decoder.next());
        assertEquals("RSET", decoder.take(Long.MAX_VALUE).toString());
    }

    @Test
    void theLimitCanChangeBetweenLines() {
        feed("AUTH X\r\nabcdefghijklmnopq\r\nNOOP\r\nabcdefghijklmnopq\r\n");
        assertEquals(new Line("AUTH X"), decoder.next());
        decoder.limit(100);
        assertEquals(new Line("abcdefghijklmnopq"), decoder.next());
        decoder.limit(LIMIT);
        assertEquals(new Line("NOOP"), decoder.next());
        assertEquals(new Line(Fault.TOO_LONG), decoder.next());
    }

    @Test
    void aLimitThatFitsNoLineIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> decoder.limit(1));
    }

    @Test
    void givesUpWhatIsBehindALine() {
        feed("DATA\r\nSubject: x\r\n\r\n.\n\0\u00ff");
        assertEquals(new Line("DATA"), decoder.next());
        assertEquals(18, decoder.pending());
        assertEquals("Subject: x\r\n\r\n.\n\0\u00ff", Packets.text(decoder.take(Long.MAX_VALUE)));
        assertEquals(0, decoder.pending());
        assertEquals(0, decoder.take(Long.MAX_VALUE).length());
        feed("QUIT\r\n");
        assertEquals(new Line("QUIT"), decoder.next());
    }

    @Test
    void givesUpNoMoreThanIsWanted() {
        feed("BDAT 3\r\n\n\0xNOOP\r\nBDAT 9\r\nab");
        assertEquals(new Line("BDAT 3"), decoder.next());
        assertEquals("\n\0x", Packets.text(decoder.take(3)));
        assertEquals(new Line("NOOP"), decoder.next());
        assertEquals(new Line("BDAT 9"), decoder.next());
        assertEquals("", Packets.text(decoder.take(0)));
        assertEquals("ab", Packets.text(decoder.take(9)));
        assertEquals(0, decoder.pending());
    }

    @Test
    void whatIsGivenUpLeavesNoFaultBehind() {
        feed("a\nb");
        assertNull(decoder.next());
        assertEquals("a\nb", Packets.text(decoder.take(Long.MAX_VALUE)));
        feed("NOOP\r\n");
        assertEquals(new Line("NOOP"), decoder.next());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void packetEdgesMakeNoDifference(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = Packets.text(random, "\r\n\n\0ab\u00c3\u00bc", 40);
            List<Line> expected = model(text);
            assertEquals(expected, split(List.of(Packets.octets(text))), () -> escape(text));
            assertEquals(expected, split(Packets.cut(random, text, 5)), () -> escape(text));
            assertEquals(expected, split(Packets.octetByOctet(text)), () -> escape(text));
        }
    }

    @Test
    void manyLinesInOnePieceAndOneLineInManyPiecesTakeLinearTime() {
        LineDecoder wide = new LineDecoder(4_000_000);
        // What is quadratic here takes many minutes, what is linear takes well under a second.
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            Buffer octet = Packets.octets("x");
            for (int i = 0; i < 2_000_000; i++) {
                wide.feed(octet);
                assertNull(wide.next());
            }
            wide.feed(Packets.octets("\r\n"));
            assertEquals(2_000_000, wide.next().text().length());
            wide.feed(Packets.octets("a\r\n".repeat(3_000_000)));
            Buffer line = Packets.octets("b\r\n");
            for (int i = 0; i < 3_000_000; i++) {
                assertEquals("a", wide.next().text());
                wide.feed(line);
            }
            assertEquals("b", wide.next().text());
        });
    }

    private void feed(String text) {
        decoder.feed(Packets.octets(text));
    }

    private static List<Line> split(List<Buffer> packets) {
        LineDecoder decoder = new LineDecoder(LIMIT);
        List<Line> lines = new ArrayList<>();
        for (Buffer packet : packets) {
            decoder.feed(packet);
            for (Line line = decoder.next(); line != null; line = decoder.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static List<Line> model(String text) {
        List<Line> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n", start)) {
            lines.add(judge(text.substring(start, end)));
            start = end + 2;
        }
        return lines;
    }

    private static Line judge(String line) {
        if (line.length() + 2 > LIMIT) {
            return new Line(Fault.TOO_LONG);
        }
        for (char c : line.toCharArray()) {
            if (c == '\r' || c == '\n' || c == 0) {
                return new Line(c == 0 ? Fault.NUL : Fault.BARE_CR_OR_LF);
            }
        }
        try {
            ByteBuffer octets = ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
            return new Line(StandardCharsets.UTF_8.newDecoder().decode(octets).toString());
        } catch (CharacterCodingException e) {
            return new Line(Fault.NOT_UTF8);
        }
    }

    private static String escape(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }

    private static String unescape(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\\') {
                result.append(text.charAt(i));
                continue;
            }
            switch (text.charAt(++i)) {
                case 'r' -> result.append('\r');
                case 'n' -> result.append('\n');
                case '0' -> result.append('\0');
                default -> {
                    result.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
            }
        }
        return result.toString();
    }
}
