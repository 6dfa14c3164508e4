package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.testing.Packets;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BDAT (RFC 3030 2), line by line; octets of a chunk stand as escapes behind {@code C:}. */
class BdatCommandTest {
    private static final String READY = Scripts.EHLO + Scripts.MAIL + Scripts.RCPT;
    private static final String TAKEN = "S: 250 2.0.0 Ok, taken as node-0-1-1\n";
    private static final String SYNTAX = "S: 501 5.5.4 Syntax: BDAT octets [LAST]\n";
    private static final String FAR = "S: 421 4.3.4 Message is far larger than the fixed maximum, closing\n";
    private static final String TOO_LARGE = "S: 552 5.3.4 Message is larger than the fixed maximum\n";
    /** What would be a sad end of the session, were it a command. */
    private static final String SWALLOWED = "C: QUIT\\r\\n\n";

    private final Dialogue dialogue = Dialogue.standard();

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private static String octets(int count) {
        return "C: " + "x".repeat(count) + "\n";
    }

    @Test
    void chunksAreOneMessageToTheOctet() {
        dialogue.play(READY + """
                C: BDAT 7
                C: a\\r\\n.\\r\\n\\0
                S: 250 2.0.0 Ok, 7 octets received
                C: bdat 3 last
                C: .\\r\\n
                """ + TAKEN);
        assertEquals(List.of("a\r\n.\r\n\0.\r\n"), dialogue.delivered);
        assertEquals(1, dialogue.groups.asked(Stage.CONTENT).size() + dialogue.reports.count(Stage.DATA));
        assertEquals(1, dialogue.reports.count(Stage.DATA));
    }

    @Test
    void aChunkMayComeInPiecesAndHaveNoOctets() {
        dialogue.play(READY + """
                C: BDAT 0
                S: 250 2.0.0 Ok, 0 octets received
                C: BDAT 3
                C: a
                C: b
                C: c
                S: 250 2.0.0 Ok, 3 octets received
                C: BDAT 0 LAST
                """ + TAKEN);
        assertEquals(List.of("abc"), dialogue.delivered);
    }

    @Test
    void aMessageMayBeEmpty() {
        dialogue.play(READY + "C: BDAT 0 LAST\n" + TAKEN);
        assertEquals(List.of(""), dialogue.delivered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BDAT",
                "BDAT LAST",
                "BDAT abc",
                "BDAT -1",
                "BDAT +1",
                "BDAT 0x10",
                "BDAT 1e3",
                "BDAT 1.5",
                "BDAT 1,000 LAST",
                "BDAT 5LAST",
                "BDAT \u0665"
            })
    void behindASizeThatIsNoneNothingCanBeReadAnyMore(String command) {
        dialogue.play(READY + "C: " + command + "\n" + SYNTAX);
        dialogue.expectClosed();
        assertEquals(List.of(), dialogue.delivered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIRST", "LAST LAST", "5", "LA\u017fT", "LAST=1"})
    void behindASizeOnlyLastIsKnownAndTheOctetsAreSwallowed(String word) {
        String late = "C: BDAT 6 LAST\n" + SWALLOWED + "S: 503 5.5.1 Say MAIL first\n";
        dialogue.play(READY + "C: BDAT 6 " + word + "\n" + SWALLOWED + SYNTAX + late);
        dialogue.play(Scripts.MAIL + Scripts.RCPT + "C: BDAT 1\nC: a\nS: 250 2.0.0 Ok, 1 octets received\n");
        dialogue.play("C: BDAT 6 " + word + "\n" + SWALLOWED + SYNTAX + late);
        assertEquals(List.of(), dialogue.delivered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001",
                "2147483648",
                "4294967296",
                "4294967298",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551616",
                "18446744073709551618",
                "99999999999999999999999999999999999999999999"
            })
    void aSizeThatNobodyWouldSwallowEndsTheConnection(String size) {
        for (String command : List.of("BDAT " + size, "BDAT " + size + " LAST")) {
            Dialogue other = Dialogue.standard();
            other.play(READY + "C: " + command + "\n" + FAR).expectClosed();
        }
        dialogue.play(Scripts.EHLO + "C: BDAT " + size + "\n" + FAR).expectClosed();
    }

    @Test
    void sizesThatAddUpToTooMuchEndTheConnection() {
        dialogue.play(READY + "C: BDAT 900\n" + octets(900) + "S: 250 2.0.0 Ok, 900 octets received\n");
        dialogue.play("C: BDAT 9223372036854775807 LAST\n" + FAR).expectClosed();
        Dialogue other = Dialogue.standard();
        other.play(READY + "C: BDAT 900\n" + octets(900) + "S: 250 2.0.0 Ok, 900 octets received\n");
        other.play("C: BDAT 1101 LAST\n" + FAR).expectClosed();
    }

    @Test
    void overTheLimitAChunkIsSwallowedAndTheTransactionOver() {
        dialogue.play(READY + "C: BDAT 1001 LAST\n" + octets(1001) + TOO_LARGE);
        dialogue.play(Scripts.MAIL + Scripts.RCPT + "C: BDAT 600\n" + octets(600)
                + "S: 250 2.0.0 Ok, 600 octets received\nC: BDAT 401\n" + octets(401) + TOO_LARGE);
        dialogue.play("C: BDAT 6 LAST\n" + SWALLOWED + "S: 503 5.5.1 Say MAIL first\n");
        dialogue.play(Scripts.MAIL + Scripts.RCPT + "C: BDAT 2000\n" + octets(2000) + TOO_LARGE);
        assertEquals(List.of(), dialogue.delivered);
        dialogue.play(Scripts.MAIL + Scripts.RCPT + "C: BDAT 1000 LAST\n" + octets(1000)
                + "S: 250 2.0.0 Ok, taken as node-0-1-4");
        assertEquals(3, dialogue.reports.count(Stage.RESET));
    }

    @Test
    void whereItIsNotWelcomeItsOctetsAreNoCommands() {
        dialogue.play(Scripts.BANNER + "C: BDAT 6\n" + SWALLOWED + "S: 503 5.5.1 Say EHLO first\n");
        dialogue.play(Scripts.EHLO.replace(Scripts.BANNER, ""));
        dialogue.play("C: BDAT 6 LAST\n" + SWALLOWED + "S: 503 5.5.1 Say MAIL first\n");
        dialogue.play(Scripts.MAIL + "C: BDAT 6\n" + SWALLOWED + "S: 503 5.5.1 Say RCPT first\n");
        dialogue.play("C: RCPT TO:<nobody@example.org>\nS: 550 5.1.1 no such user\n");
        dialogue.play("C: BDAT 6 LAST\n" + SWALLOWED + "S: 554 5.5.1 No valid recipients\n");
        dialogue.play("C: BDAT 0 LAST\nS: 554 5.5.1 No valid recipients\n");
        dialogue.play(Scripts.RCPT + "C: BDAT 2 LAST\nC: ok\n" + TAKEN);
        dialogue.play("C: BDAT 6 LAST\n" + SWALLOWED + "S: 503 5.5.1 Say MAIL first\n");
    }

    @Test
    void theDataStageIsAskedOnceAndMayRefuse() {
        dialogue.group("filter").groups.on("filter", Stage.DATA, Decision.reject(450, "4.7.1", "not now"));
        dialogue.play(READY + "C: BDAT 6\n" + SWALLOWED + "S: 450 4.7.1 not now\n");
        dialogue.play("C: BDAT 6 LAST\n" + SWALLOWED + "S: 503 5.5.1 Say MAIL first\n");
        dialogue.groups.on("filter", Stage.DATA, Decision.pass());
        dialogue.play(Scripts.MAIL + Scripts.RCPT + "C: BDAT 1\nC: a\nS: 250 2.0.0 Ok, 1 octets received\n");
        dialogue.play("C: BDAT 1 LAST\nC: b\nS: 250 2.0.0 Ok, taken as node-0-1-2");
        assertEquals(2, dialogue.groups.asked(Stage.DATA).size());
        assertTrue(dialogue.reported.contains("5 data 450"), () -> "" + dialogue.reported);
        assertTrue(dialogue.reported.contains("6 reset refused"), () -> "" + dialogue.reported);
    }

    @Test
    void aRefusalThatHangsUpComesBehindTheOctets() {
        dialogue.group("filter").groups.on("filter", Stage.DATA, Decision.reject(421, "4.7.0", "go away"));
        dialogue.play(READY + "C: BDAT 6\n" + SWALLOWED + "S: 421 4.7.0 go away")
                .expectClosed();
    }

    @Test
    void whatAPluginSendsBesideARefusalGoesOutOnce() {
        dialogue.group("filter")
                .groups
                .on("filter", Stage.DATA, event -> Decision.pass().withSend(Buffer.buffer("250-hello\r\n")));
        dialogue.play(READY + "C: BDAT 1\nS: 250-hello\nC: a\nS: 250 2.0.0 Ok, 1 octets received\n");
    }

    @Test
    void whereItIsHiddenItIsNotThere() {
        dialogue.group("filter")
                .groups
                .on("filter", Stage.HELO, Decision.pass().withExtensions(List.of(), List.of("CHUNKING")));
        dialogue.play(Scripts.EHLO.replace("S: 250-CHUNKING\n", "") + Scripts.MAIL + Scripts.RCPT);
        dialogue.play("C: BDAT 6 LAST\n" + SWALLOWED + "S: 502 5.5.1 Command not implemented\n");
        dialogue.play(Scripts.DATA + Scripts.BODY + TAKEN);
    }

    @Test
    void betweenChunksATransactionCanBeGivenUp() {
        String begun = Scripts.MAIL + Scripts.RCPT + "C: BDAT 1\nC: a\nS: 250 2.0.0 Ok, 1 octets received\n";
        String late = "C: BDAT 6 LAST\n" + SWALLOWED + "S: 503 5.5.1 Say MAIL first\n";
        dialogue.play(Scripts.EHLO + begun + "C: RSET\nS: 250 2.0.0 Ok, forgotten\n" + late);
        dialogue.play(begun + Scripts.EHLO.replace(Scripts.BANNER, "") + late);
        dialogue.play(begun + "C: HELO client.example.com\nS: 250 mx.example.net greets you\n" + late);
        dialogue.play(begun + "C: STARTTLS\nS: 220 2.0.0 Ready to start TLS").handshake();
        dialogue.play("C: BDAT 6 LAST\n" + SWALLOWED + "S: 503 5.5.1 Say EHLO first\n");
        assertEquals(
                List.of("reset rset", "reset helo", "reset helo", "reset starttls"),
                dialogue.reported.stream()
                        .filter(fact -> fact.contains("reset"))
                        .map(fact -> fact.substring(fact.indexOf(' ') + 1))
                        .toList());
        assertEquals(List.of(), dialogue.delivered);
    }

    @Test
    void betweenChunksOnlyWhatChangesNothingIsWelcome() {
        dialogue.authInClear().groups.on("recipients", Stage.AUTHENTICATE, Decision.accept());
        String more = "C: BDAT 1\nC: a\nS: 250 2.0.0 Ok, 1 octets received\n";
        dialogue.play(READY.replace("250 STARTTLS", "250-STARTTLS\nS: 250 AUTH LOGIN PLAIN") + more);
        for (String command : List.of("DATA", "MAIL FROM:<a@example.com>", "RCPT TO:<c@example.org>", "AUTH PLAIN =")) {
            dialogue.play("C: " + command + "\nS: 503 5.5.1 Bad sequence of commands\n" + more);
        }
        dialogue.play("C: NOOP\nS: 250 2.0.0 Ok\n" + more + "C: XYZZY\nS: 500 5.5.1 Command not recognized\n" + more);
        dialogue.play("C: VRFY x\nS: 252 2.0.0 ...\n" + more + "C: BDAT 0 LAST\n" + TAKEN);
        assertEquals(List.of("a".repeat(8)), dialogue.delivered);
    }

    @Test
    void dataAndChunksDoNotMix() {
        dialogue.play(READY + Scripts.DATA + Scripts.BODY + TAKEN);
        dialogue.play("C: BDAT 6 LAST\n" + SWALLOWED + "S: 503 5.5.1 Say MAIL first\n");
        dialogue.play(Scripts.MAIL + Scripts.RCPT + Scripts.DATA + "C: BDAT 6 LAST\nC: .\n"
                + "S: 250 2.0.0 Ok, taken as node-0-1-2");
        assertEquals(List.of("Subject: hello\r\n", "BDAT 6 LAST\r\n"), dialogue.delivered);
    }

    @Test
    void aBinaryMessageComesInChunksOnly() {
        dialogue.groups.honours("maildir", "8BITMIME", "BINARYMIME");
        dialogue.play(
                Scripts.EHLO.replace("S: 250-SMTPUTF8\n", "S: 250-BINARYMIME\n") + """
                C: MAIL FROM:<a@example.com> BODY=binarymime
                S: 250 2.1.0 Sender ok
                """ + Scripts.RCPT + """
                C: DATA
                S: 503 5.5.1 A message of BODY=BINARYMIME comes with BDAT
                C: BDAT 12 LAST
                C: \\0\\r\\n.\\r\\n\\n.\\n\\r\\377.
                """ + TAKEN);
        assertEquals(1, dialogue.delivered.size());
        var event = (Deliver) dialogue.groups.asked(Stage.DELIVER).get(0).event();
        assertEquals("\0\r\n.\r\n\n.\n\r\u00ff.", Packets.text(event.content().inline()));
    }

    @Test
    void withoutAnInboxThatHonoursItThereIsNoBinaryMime() {
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com> BODY=BINARYMIME\nS: 555 5.5.4 ...");
        Dialogue hidden = Dialogue.behind("filter");
        hidden.groups
                .honours("maildir", "8BITMIME", "BINARYMIME")
                .on("filter", Stage.HELO, Decision.pass().withExtensions(List.of(), List.of("CHUNKING")));
        hidden.start();
        hidden.ignore();
        hidden.ask("EHLO a.example");
        hidden.play("C: MAIL FROM:<a@example.com> BODY=BINARYMIME\nS: 555 5.5.4 ...");
    }

    @Test
    void aClientCutOffWithinAChunkHasSaidNothing() {
        dialogue.play(READY + "C: BDAT 5 LAST\nC: abcd");
        dialogue.cut().assertClosed();
        assertEquals(List.of(), dialogue.groups.asked(Stage.CONTENT));
        assertEquals(List.of("6 reset lost", "7 close lost"), dialogue.reported.subList(5, 7));
    }

    @Test
    void aBatchStaysInStepWhateverIsRefusedInIt() {
        dialogue.play(Scripts.EHLO);
        dialogue.packet("""
                MAIL FROM:<a@example.com>
                RCPT TO:<nobody@example.org>
                BDAT 6
                QUIT\\r\\n
                BDAT 6 LAST
                QUIT\\r\\n
                RSET
                MAIL FROM:<a@example.com>
                RCPT TO:<b@example.org>
                BDAT 2
                ok
                BDAT 0 LAST
                BDAT 6 LAST
                QUIT\\r\\n
                NOOP
                """);
        dialogue.play("""
                S: 250 2.1.0 Sender ok
                S: 550 5.1.1 no such user
                S: 554 5.5.1 No valid recipients
                S: 554 5.5.1 No valid recipients
                S: 250 2.0.0 Ok, forgotten
                S: 250 2.1.0 Sender ok
                S: 250 2.1.5 Recipient ok
                S: 250 2.0.0 Ok, 2 octets received
                S: 250 2.0.0 Ok, taken as node-0-1-2
                S: 503 5.5.1 Say MAIL first
                S: 250 2.0.0 Ok
                """);
    }

    @Test
    void refusedChunksAreErrors() {
        dialogue.limits(100, 3).play(Scripts.EHLO);
        for (int i = 0; i < 3; i++) {
            dialogue.play("C: BDAT 6\n" + SWALLOWED + "S: 503 5.5.1 Say MAIL first\n");
        }
        dialogue.play("C: BDAT 6\nS: 421 4.7.0 Too many errors, closing").expectClosed();
    }

    @Test
    void aRefusalIsSoftened() {
        dialogue.softBounce().play(Scripts.EHLO + "C: BDAT 6\n" + SWALLOWED + "S: 403 4.5.1 Say MAIL first\n");
        dialogue.play(Scripts.MAIL + Scripts.RCPT + "C: BDAT 1001\n" + octets(1001)
                + "S: 452 4.3.4 Message is larger than the fixed maximum");
    }
}
