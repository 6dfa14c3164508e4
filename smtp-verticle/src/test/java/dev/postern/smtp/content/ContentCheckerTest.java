package dev.postern.smtp.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Reply;
import dev.postern.smtp.dialogue.SessionSetup;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions.BareLineEnds;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.testing.Packets;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is seen in content, wherever the packets end. R is CR, N is LF, 0 is NUL. */
class ContentCheckerTest {
    private final SessionSetup settings = new SessionSetup();

    /** @param content what has come out, if nothing was wrong */
    private record Outcome(Reply objection, String content) {}

    ContentCheckerTest() {
        message(1_000_000, 1_000_000, 100);
    }

    private void message(long header, int line, int hops) {
        settings.limits = settings.limits.with(new Limits.PerMessage(1_000_000, 100, header, line, hops, 0));
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource({
        "N",
        "R",
        "aN",
        "aRb",
        "RRN",
        "NRN",
        "aNRN",
        "aRRN",
        "aRNR",
        "aRNNRN",
        "aN.NbRN",
        "aN.RNbRN",
        "aR.RbRN",
        "aR.RNbRN",
        "aRN.NbRN",
        "aRN.RbRN",
        "aR0NbRN",
        "S:xRNRNaNRN"
    })
    void aBareCrOrLfIsRefusedWhereverItStands(String input) {
        assertEquals(Replies.BARE_LINE_END, inspect(input).objection);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"", "a", "RN", "RNRN", "aRN.RN", "a0RN0.RN.0RN0", "S:xRNRNaRNRNbRN"})
    void anythingElseIsNot(String input) {
        assertEquals(new Outcome(null, input), inspect(input));
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource({
        "N, RN",
        "R, RN",
        "aNbRN, aRNbRN",
        "aRbRN, aRNbRN",
        "RRN, RNRN",
        "NR, RNRN",
        "NRN, RNRN",
        "NN, RNRN",
        "RR, RNRN",
        "RNR, RNRN",
        "RNN, RNRN",
        "aN.NbRN, aRN.RNbRN",
        "aR.RNb, aRN.RNb",
        "aRNbRN, aRNbRN"
    })
    void eachOneIsRepaired(String input, String output) {
        settings.bareLineEnds = BareLineEnds.REPAIR;
        assertEquals(new Outcome(null, output), inspect(input));
    }

    @Test
    void whatIsBinaryHasNoLines() {
        message(1_000_000, 10, 100);
        String input = "S:xRNRNaNbRcRRNNR".repeat(10);
        assertEquals(new Outcome(null, input), inspect(input, true));
    }

    @ParameterizedTest
    @CsvSource({"8, false", "9, true"})
    void aLineIsMeasuredWithItsEnd(int text, boolean tooLong) {
        message(1_000_000, 10, 100);
        String line = "x".repeat(text);
        for (String input : new String[] {line + "RN", "aRN" + line, "a:bRN" + line + "RN", "RN" + line + "RNaRN"}) {
            assertEquals(tooLong ? Replies.CONTENT_LINE_TOO_LONG : null, inspect(input).objection, input);
        }
    }

    @Test
    void aHeaderIsMeasuredUpToTheLineThatEndsIt() {
        String header = "Subject: xRNFrom : yRN zRN";
        int size = wire(header).length();
        for (String body :
                new String[] {"RN" + "x".repeat(100), "no field " + "x".repeat(100), ":x" + "y".repeat(100)}) {
            message(size, 1_000_000, 100);
            assertNull(inspect(header + body).objection, body);
            message(size - 1, 1_000_000, 100);
            assertEquals(Replies.HEADER_TOO_LARGE, inspect(header + body).objection, body);
        }
    }

    @Test
    void whatBeginsWithNoFieldHasNoHeader() {
        message(10, 1_000_000, 0);
        for (String body :
                new String[] {"xRN", "RN", " x:yRN", ":RN", "From me: xRN", "\u00e4:RN", "x".repeat(999) + ":"}) {
            assertNull(inspect(body + "Received: x".repeat(10)).objection, body);
        }
        assertEquals(Replies.HEADER_TOO_LARGE, inspect("x".repeat(998) + ":").objection);
    }

    @Test
    void aMessageThatGoesRoundIsRefused() {
        String hops = "Received: from aRN by bRNRECEIVED:RNreceived\t:xRN";
        String others =
                "X-Received: aRNReceived-SPF: noneRNReceive: xRNReceivedx: yRNSubject:RN Received: not a fieldRN";
        String body = "RNReceived: aRNReceived: bRN";
        message(1_000_000, 1_000_000, 3);
        assertNull(inspect(hops + others + body).objection);
        message(1_000_000, 1_000_000, 2);
        assertEquals(Replies.LOOP, inspect(hops + others + body).objection);
    }

    @Test
    void theFirstFaultIsTheOneThatIsTold() {
        message(20, 20, 0);
        assertEquals(Replies.BARE_LINE_END, inspect("a:NReceived:" + "x".repeat(50)).objection);
        assertEquals(Replies.LOOP, inspect("Received:aNb" + "x".repeat(50)).objection);
        assertEquals(Replies.HEADER_TOO_LARGE, inspect("a:bRNc:dRNe:fRNg:hRNi:jNReceived:").objection);
        assertEquals(Replies.CONTENT_LINE_TOO_LONG, inspect("RN" + "x".repeat(50) + "N").objection);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheModelWhereverThePacketsEnd(long seed) {
        Random random = new Random(seed);
        int good = 0;
        for (int i = 0; i < 5_000; i++) {
            settings.bareLineEnds = BareLineEnds.values()[random.nextInt(2)];
            boolean binary = random.nextInt(5) == 0;
            String input =
                    Packets.text(random, "abcdefgh0\r\n", 60).replace("\r", random.nextBoolean() ? "\r\n" : "\r");
            Outcome expected = model(input, binary);
            good += expected.objection == null ? 1 : 0;
            assertEquals(expected, read(List.of(Packets.octets(input)), binary), () -> show(input));
            assertEquals(expected, read(Packets.cut(random, input, 12), binary), () -> show(input));
            assertEquals(expected, read(Packets.octetByOctet(input), binary), () -> show(input));
        }
        assertTrue(good > 500 && good < 4_500, good + " of the inputs were good");
    }

    @Test
    void aPieceWithoutFaultsIsPassedOnAsItIs() {
        Buffer piece = wire("x".repeat(100) + "RN");
        new ContentChecker(settings.options(), false, passed -> assertTrue(passed == piece)).accept(piece);
    }

    @Test
    void findsEachLineEndInOctetsOfAnyKind() {
        byte[] octets = new byte[64];
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            random.nextBytes(octets);
            int from = random.nextInt(32);
            int to = from + random.nextInt(32);
            int expected = from;
            while (expected < to && octets[expected] != '\r' && octets[expected] != '\n') {
                expected++;
            }
            assertEquals(expected, LineEnds.next(octets, from, to));
        }
    }

    /** Line by line, of the whole. */
    private Outcome model(String input, boolean binary) {
        String whole = input.replaceAll("\r(?!\n)|(?<!\r)\n", "\r\n");
        if (binary || whole.equals(input)) {
            return new Outcome(null, show(input));
        }
        return settings.bareLineEnds == BareLineEnds.REPAIR
                ? new Outcome(null, show(whole))
                : new Outcome(Replies.BARE_LINE_END, "");
    }

    private Outcome inspect(String input) {
        return inspect(input, false);
    }

    /** The same however it is cut. */
    private Outcome inspect(String shown, boolean binary) {
        Buffer all = wire(shown);
        Outcome whole = read(List.of(all), binary);
        for (int cut = 0; cut <= all.length(); cut++) {
            List<Buffer> packets = List.of(all.slice(0, cut), all.slice(cut, all.length()));
            assertEquals(whole, read(packets, binary), "cut at " + cut);
        }
        assertEquals(whole, read(Packets.octetByOctet(Packets.text(all)), binary));
        return whole;
    }

    private Outcome read(List<Buffer> packets, boolean binary) {
        StringBuilder content = new StringBuilder();
        ContentChecker inspection =
                new ContentChecker(settings.options(), binary, piece -> content.append(Packets.text(piece)));
        packets.forEach(inspection::accept);
        inspection.end();
        boolean good = inspection.objection() == null;
        return new Outcome(inspection.objection(), good ? show(content.toString()) : "");
    }

    private static Buffer wire(String shown) {
        return Packets.octets(
                shown.replaceAll("R(?=[^eE])|R$", "\r").replace('N', '\n').replace('0', '\0'));
    }

    private static String show(String text) {
        return text.replace('\r', 'R').replace('\n', 'N').replace('\0', '0');
    }
}
