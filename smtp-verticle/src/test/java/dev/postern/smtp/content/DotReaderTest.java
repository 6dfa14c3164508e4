package dev.postern.smtp.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.testing.Packets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotReaderTest {
    /** @param rest what is behind the end, or null if the end has not come */
    private record Outcome(String content, String rest) {}

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            nullValues = "more",
            value = {
                "RN.RN, RN, ''",
                ".RN, '', ''",
                ".RNQUIT, '', QUIT",
                "aRN.RN.RN, aRN, .RN",
                "aRNbRN.RNQUITRN, aRNbRN, QUITRN",
                "aRN..RN.RN, aRN.RN, ''",
                "aRN..bRN.RN, aRN.bRN, ''",
                "aRN.bRN.RN, aRNbRN, ''",
                "aRN...RN.RN, aRN..RN, ''",
                "..RN.RN, .RN, ''",
                ".aRN.RN, aRN, ''",
                "a.b..cRN.RN, a.b..cRN, ''",
                "RNRNRN.RN, RNRNRN, ''",
            })
    void takesTheStuffingOffAndLeavesWhatIsBehindTheEnd(String input, String content, String rest) {
        assertReads(input, content, rest);
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            value = {
                "'', ''",
                "aN.N, aN.N",
                "aN.RN, aN.RN",
                "aR.R, aR.R",
                "aR.RN, aR.RN",
                "aNN.RN, aNN.RN",
                "aNR.RN, aNR.RN",
                "a.RN, a.RN",
                "aN..RN, aN..RN",
                "aRN.N, aRNN",
                "aRN.NRN, aRNNRN",
                "aRN.Rb, aRNRb",
                "aRN.RRN, aRNRRN",
                "aRN.R.RN, aRNR.RN",
                "aRN.R, aRN",
                "aRN., aRN",
                ".N, N",
                ".R.RN, R.RN",
                ".RRN, RRN",
                "aRRNN.RN, aRRNN.RN",
                "aRN .RN, aRN .RN",
            })
    void nothingElseIsAnEnd(String input, String content) {
        assertReads(input, content, null);
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource({
        "aRRN.RN, aRRN, ''",
        "RRN.RN, RRN, ''",
        "aRN.RRN.RN, aRNRRN, ''",
        "aN.NRN.RNb, aN.NRN, b",
        "aRN.NRN.RN, aRNNRN, ''"
    })
    void strayCrAndLfAreContentUpToTheRealEnd(String input, String content, String rest) {
        assertReads(input, content, rest);
    }

    @Test
    void readsFromAnIndexAndOneContentAfterTheOther() {
        StringBuilder content = new StringBuilder();
        DotReader reader = new DotReader(piece -> content.append(Packets.text(piece)));
        Buffer in = wire("DATARNaRN..bRN.RN.RNcRN.RNx");
        int end = 6 + reader.feed(in.slice(6, in.length()));
        assertEquals("aRN.bRN", show(content.toString()));
        int second = end + reader.feed(in.slice(end, in.length()));
        assertEquals("aRN.bRN", show(content.toString()));
        content.setLength(0);
        int third = second + reader.feed(in.slice(second, in.length()));
        assertEquals("cRN", show(content.toString()));
        assertEquals("x", Packets.text(in.slice(third, in.length())));
    }

    @Test
    void whatHasNoArrayIsReadToo() {
        StringBuilder content = new StringBuilder();
        DotReader reader = new DotReader(piece -> content.append(Packets.text(piece)));
        ByteBuf direct =
                Unpooled.directBuffer().writeBytes(wire("a.bRN..cRN.RNx").getBytes());
        assertEquals(13, reader.feed(BufferInternal.buffer(direct)));
        assertEquals("a.bRN.cRN", show(content.toString()));
        direct.release();
    }

    @Test
    void anInputBecomesFewPiecesHoweverManyDotsItHas() {
        List<Buffer> pieces = new ArrayList<>();
        int end = new DotReader(pieces::add).feed(wire("..aRN".repeat(10_000)));
        assertEquals(BodyReader.MORE, end);
        assertEquals(1, pieces.size());
        assertEquals(".aRN".repeat(10_000), show(Packets.text(pieces.get(0))));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheModelWhereverThePacketsEnd(long seed) {
        Random random = new Random(seed);
        int ended = 0;
        for (int i = 0; i < 60_000; i++) {
            String input = Packets.text(random, i % 2 == 0 ? ".\r\n" : "\r\n.\nabcdefg ", 30)
                    .replace("\r", random.nextBoolean() ? "\r\n" : "\r");
            Outcome expected = model(input);
            ended += expected.rest == null ? 0 : 1;
            assertEquals(expected, read(List.of(Packets.octets(input))), () -> show(input));
            assertEquals(expected, read(Packets.cut(random, input, 6)), () -> show(input));
            assertEquals(expected, read(Packets.octetByOctet(input)), () -> show(input));
        }
        assertTrue(ended > 5_000 && ended < 55_000, ended + " of the inputs had an end");
    }

    @Test
    void everyMixtureOfEightOctetsAgreesWithTheModel() {
        for (int n = 0; n < 65_536; n++) {
            StringBuilder input = new StringBuilder();
            for (int i = 0; i < 16; i += 2) {
                input.append("\r\n.a".charAt(n >> i & 3));
            }
            Outcome expected = model(input.toString());
            assertEquals(expected, read(List.of(Packets.octets(input.toString()))), () -> show(input.toString()));
            assertEquals(expected, read(Packets.octetByOctet(input.toString())), () -> show(input.toString()));
        }
    }

    private static void assertReads(String input, String content, String rest) {
        Outcome expected = new Outcome(wireText(content), rest == null ? null : wireText(rest));
        assertEquals(expected, model(wireText(input)), "the model");
        for (int cut = 0; cut <= wireText(input).length(); cut++) {
            Buffer all = wire(input);
            assertEquals(expected, read(List.of(all.slice(0, cut), all.slice(cut, all.length()))), "cut at " + cut);
        }
        assertEquals(expected, read(Packets.octetByOctet(wireText(input))));
    }

    private static Outcome read(List<Buffer> packets) {
        StringBuilder content = new StringBuilder();
        DotReader reader = new DotReader(piece -> {
            assertTrue(piece.length() > 0);
            content.append(Packets.text(piece));
        });
        StringBuilder rest = null;
        for (Buffer packet : packets) {
            if (rest != null) {
                rest.append(Packets.text(packet));
                continue;
            }
            int end = reader.feed(packet);
            if (end != BodyReader.MORE) {
                rest = new StringBuilder(Packets.text(packet.slice(end, packet.length())));
            }
        }
        return new Outcome(content.toString(), rest == null ? null : rest.toString());
    }

    /** RFC 5321 4.5.2 as it is written: line by line. An unfinished last line counts as far as its meaning is certain. */
    private static Outcome model(String input) {
        StringBuilder content = new StringBuilder();
        int start = 0;
        for (int end = input.indexOf("\r\n"); end >= 0; end = input.indexOf("\r\n", start)) {
            String line = input.substring(start, end);
            start = end + 2;
            if (line.equals(".")) {
                return new Outcome(content.toString(), input.substring(start));
            }
            content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        String unfinished = input.substring(start);
        if (!unfinished.equals(".\r")) {
            content.append(unfinished.startsWith(".") ? unfinished.substring(1) : unfinished);
        }
        return new Outcome(content.toString(), null);
    }

    private static Buffer wire(String shown) {
        return Packets.octets(wireText(shown));
    }

    private static String wireText(String shown) {
        return shown.replace('R', '\r').replace('N', '\n');
    }

    private static String show(String text) {
        return text.replace('\r', 'R').replace('\n', 'N');
    }
}
