package dev.postern.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Client;
import dev.postern.contract.Decision;
import dev.postern.contract.Network;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.options.SmtpOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Postfix's XCLIENT_README. The client is 192.0.2.1:4711, as in all dialogues. */
class XclientAttributesTest {
    private static final String HELO = """
            C: HELO client.example.com
            S: 250 mx.example.net greets you
            """;

    private final Dialogue dialogue = Dialogue.behind("gate");

    @BeforeEach
    void trust() {
        dialogue.setup.trust = new SmtpOptions.Trust(List.of(), List.of(Network.of("192.0.2.0/24")));
        dialogue.groups.seen("gate");
    }

    private void distrust() {
        dialogue.setup.trust = new SmtpOptions.Trust(List.of(), List.of(Network.of("198.51.100.0/24")));
    }

    private Client client() {
        return dialogue.session().connection().client();
    }

    private void greeted(String attributes) {
        dialogue.play("C: XCLIENT " + attributes + "\n" + Scripts.BANNER);
    }

    @Test
    void isOfferedToTrustedClientsAlone() {
        dialogue.play(Scripts.BANNER);
        String offer = "250 XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT";
        assertTrue(dialogue.ask("EHLO a.example").contains(offer), "not offered");
        Dialogue other = Dialogue.standard();
        other.play(Scripts.EHLO);
        other.cut().assertClosed();
        dialogue.cut().assertClosed();
    }

    @Test
    void isRefusedToEverybodyElse() {
        distrust();
        dialogue.play(Scripts.BANNER + """
                C: XCLIENT ADDR=203.0.113.5
                S: 550 5.7.0 You may not speak for other clients
                """ + HELO + """
                C: XCLIENT
                S: 550 5.7.0 You may not speak for other clients""");
        assertEquals("192.0.2.1", client().remote().address());
        dialogue.cut().assertClosed();
    }

    @Test
    void theSessionBeginsAgainForTheOtherClient() {
        dialogue.groups.on("gate", Stage.CONNECT, event -> {
            boolean other = event.client().remote().address().equals("203.0.113.5");
            return other ? Decision.accept().withReply("ESMTP for the other") : Decision.pass();
        });
        dialogue.play(Scripts.BANNER + HELO + """
                C: XCLIENT ADDR=203.0.113.5 PORT=1234 DESTADDR=198.51.100.9 DESTPORT=587
                S: 220 mx.example.net ESMTP for the other
                C: MAIL FROM:<a@example.com>
                S: 503 5.5.1 Say EHLO first
                """ + HELO + Scripts.MAIL);
        assertEquals(
                List.of("1 connect 220", "2 helo 250", "3 connect 220", "4 helo 250"), dialogue.reported.subList(0, 4));
        assertEquals(new Client.Endpoint("203.0.113.5", 1234), client().remote());
        assertEquals(new Client.Endpoint("198.51.100.9", 587), client().peer().local());
        assertEquals(new Client.Endpoint("192.0.2.1", 4711), client().peer().proxy());
        assertEquals("test", client().peer().listener());
        dialogue.cut().assertClosed();
    }

    @Test
    void theOtherClientCanBeRefused() {
        dialogue.groups.on("gate", Stage.CONNECT, event -> {
            boolean other = event.client().remote().address().equals("203.0.113.5");
            return other ? Decision.reject(550, "5.7.1", "go away") : Decision.pass();
        });
        dialogue.play(Scripts.BANNER + """
                C: XCLIENT ADDR=203.0.113.5
                S: 554 mx.example.net go away
                C: EHLO a.example
                S: 503 Not welcome here, only QUIT is left
                """ + Scripts.QUIT);
        dialogue.expectClosed();
    }

    @Test
    void nameAndUserAreThoseThatItNames() {
        dialogue.play(Scripts.BANNER);
        greeted("HELO=other.example PROTO=ESMTP LOGIN=anna+40example.org NAME=host.example");
        assertEquals("other.example", client().name());
        assertTrue(client().greeting().esmtp());
        assertEquals("anna@example.org", client().user());
        greeted("ADDR=203.0.113.5");
        assertNull(client().name());
        assertNull(client().user());
        greeted("HELO=other.example PROTO=smtp LOGIN=[UNAVAILABLE] NAME=[TEMPUNAVAIL]");
        assertFalse(client().greeting().esmtp());
        assertNull(client().user());
        assertEquals("203.0.113.5", client().remote().address());
        dialogue.cut().assertClosed();
    }

    @Test
    void addressesOfBothKindsAndOfNoneAreUnderstood() {
        dialogue.play(Scripts.BANNER);
        greeted("ADDR=IPV6:2001:DB8:0::5");
        assertEquals(new Client.Endpoint("2001:db8::5", 0), client().remote());
        greeted("addr=ipv6:::ffff:203.0.113.5 port=25");
        assertEquals(new Client.Endpoint("203.0.113.5", 25), client().remote());
        greeted("PORT=26");
        assertEquals(new Client.Endpoint("203.0.113.5", 26), client().remote());
        greeted("ADDR=[unavailable]");
        assertNull(client().remote());
        greeted("PORT=27");
        assertNull(client().remote());
        dialogue.play(HELO + Scripts.MESSAGE + "S: 250 ...");
        assertEquals(1, dialogue.delivered.size());
        dialogue.cut().assertClosed();
    }

    @Test
    void theTrustIsThatOfWhoHasConnected() {
        dialogue.play(Scripts.BANNER);
        greeted("ADDR=203.0.113.5");
        greeted("ADDR=203.0.113.6");
        assertEquals("203.0.113.6", client().remote().address());
        assertEquals("192.0.2.1", client().peer().proxy().address());
        dialogue.cut().assertClosed();
    }

    @Test
    void isOutOfOrderInATransactionAndFineBehindOne() {
        dialogue.play(Scripts.BANNER + HELO + Scripts.MAIL + """
                C: XCLIENT ADDR=203.0.113.5
                S: 503 5.5.1 Bad sequence of commands
                """ + Scripts.RCPT + """
                C: XCLIENT ADDR=203.0.113.5
                S: 503 5.5.1 Bad sequence of commands
                C: RSET
                S: 250 2.0.0 Ok, forgotten
                """);
        greeted("ADDR=203.0.113.5");
        dialogue.cut().assertClosed();
    }

    @Test
    void whoIsRefusedHasOnlyQuitLeft() {
        dialogue.groups.on(
                "gate",
                Stage.CONNECT,
                event -> event.client().remote().address().equals("203.0.113.5")
                        ? Decision.reject(554, "5.7.1", "go away")
                        : Decision.pass());
        dialogue.play(Scripts.BANNER + """
                C: XCLIENT ADDR=203.0.113.5
                S: 554 mx.example.net go away
                C: XCLIENT ADDR=203.0.113.6
                S: 503 5.5.1 Not welcome here, only QUIT is left
                """ + Scripts.QUIT);
        dialogue.expectClosed();
    }

    @Test
    void overLmtpAClientMaySpeakItToo() {
        dialogue.setup.protocol = SmtpOptions.Protocol.LMTP;
        dialogue.play(Scripts.BANNER.replace("ESMTP", "LMTP") + """
                C: XCLIENT PROTO=lmtp HELO=other.example ADDR=203.0.113.5
                S: 220 mx.example.net LMTP Postern""");
        assertTrue(client().greeting().esmtp());
        assertEquals("other.example", client().name());
        dialogue.play("C: XCLIENT PROTO=UUCP\nS: 501 5.5.4 Bad value of PROTO");
        dialogue.cut().assertClosed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADDR",
                "=203.0.113.5",
                "ADDR=",
                "LOGIN=",
                "ADDRESS=203.0.113.5",
                "ADDR=203.0.113.256",
                "ADDR=2001:db8::5",
                "ADDR=IPV6:203.0.113.5",
                "ADDR=[203.0.113.5]",
                "ADDR=IPV6:[2001:db8::5]",
                "ADDR=host.example",
                "ADDR=203.0.113.5=",
                "PORT=65536",
                "PORT=x",
                "PROTO=LMTP",
                "PROTO=UUCP",
                "NAME=a..b",
                "HELO=a+0Ab",
                "LOGIN=anna+4",
                "LOGIN=anna+4G",
                "LOGIN=+FF",
                "LOGIN=änna",
                "LOGIN=anna BOGUS=1",
            })
    void whatIsNoAttributeOrValueChangesNothing(String attributes) {
        dialogue.play(Scripts.BANNER + HELO);
        List<String> reply = dialogue.ask("XCLIENT " + attributes);
        assertTrue(reply.get(0).startsWith("501 5.5.4 Bad "), reply.toString());
        assertEquals(new Client.Endpoint("192.0.2.1", 4711), client().remote());
        assertEquals("client.example.com", client().name());
        dialogue.play(Scripts.MAIL);
        dialogue.cut().assertClosed();
    }

    @Test
    void needsAnAttribute() {
        dialogue.play(Scripts.BANNER + """
                C: XCLIENT
                S: 501 5.5.4 Syntax: XCLIENT attribute=value ...""");
        dialogue.cut().assertClosed();
    }

    @Test
    void whatIsBehindItInTheSamePacketIsSaidByTheOtherClient() {
        dialogue.groups.on("gate", Stage.HELO, event -> {
            assertEquals("203.0.113.5", event.client().remote().address());
            return Decision.pass();
        });
        dialogue.play(Scripts.BANNER).packet("""
                XCLIENT ADDR=203.0.113.5
                HELO client.example.com
                NOOP""").play("""
                S: 220 mx.example.net ESMTP Postern
                S: 250 mx.example.net greets you
                S: 250 2.0.0 Ok""");
        assertFalse(client().peer().early());
        dialogue.cut().assertClosed();
    }

    @Test
    void whatGroupsKeepStaysAndWhatWasHeldAgainstTheNameIsForgotten() {
        dialogue.groups.on(
                "gate",
                Stage.CONNECT,
                event -> event.client().peer().proxy() == null
                        ? Decision.pass().withData(new JsonObject().put("seen", true))
                        : Decision.pass());
        dialogue.groups.on(
                "gate",
                Stage.HELO,
                event -> event.client().peer().proxy() == null ? Decision.hold(550, "5.7.1", "no") : Decision.pass());
        dialogue.play(Scripts.BANNER + HELO);
        greeted("ADDR=203.0.113.5");
        dialogue.play(HELO + Scripts.MAIL + Scripts.RCPT);
        assertEquals(
                new JsonObject().put("seen", true),
                dialogue.session().connection().data("gate").json());
        dialogue.cut().assertClosed();
    }

    @Test
    void aGroupCanHideIt() {
        dialogue.groups.on("gate", Stage.HELO, Decision.pass().withExtensions(List.of(), List.of("XCLIENT")));
        dialogue.play(Scripts.BANNER);
        assertFalse(dialogue.ask("EHLO a.example").toString().contains("XCLIENT"));
        dialogue.play("""
                C: XCLIENT ADDR=203.0.113.5
                S: 550 5.7.0 You may not speak for other clients""");
        dialogue.cut().assertClosed();
    }
}
