package dev.postern.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {
    @Test
    void aReplyOfOneLineOnTheWire() {
        assertEquals("550 5.1.1 no such user\r\n", new Reply(550, "5.1.1", "no such user").toWire());
        assertEquals("354 go ahead\r\n", new Reply(354, null, "go ahead").toWire());
    }

    @Test
    void aReplyOfSeveralLinesOnTheWire() {
        assertEquals(
                "250-mx.example.org\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
                new Reply(250, null, List.of("mx.example.org", "PIPELINING", "8BITMIME")).toWire());
        assertEquals(
                "550-5.7.1 listed\r\n550 5.7.1 see example.org\r\n",
                new Reply(550, "5.7.1", List.of("listed", "see example.org")).toWire());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\r\n250 ok", "a\0b", "\u001b[2J", "\u007f"})
    void refusesTextThatCouldBreakTheDialogue(String text) {
        assertEquals(
                "a reply line holds no CR, LF, NUL or other control character",
                refusal(() -> new Reply(250, null, text)));
        assertThrows(MalformedException.class, () -> new Reply(250, null, List.of("fine", text)));
        assertThrows(MalformedException.class, () -> Decision.reject(550, "5.1.1", text));
        assertThrows(MalformedException.class, () -> Decision.accept().withReply(text));
        assertThrows(MalformedException.class, () -> new Effect.Extensions(List.of(text), List.of()));
    }

    @Test
    void aTabIsText() {
        assertEquals("250 a\tb\r\n", new Reply(250, null, "a\tb").toWire());
    }

    @ParameterizedTest
    @CsvSource({"250, 5.1.1", "550, 4.1.1", "450, 2.0.0", "354, 2.0.0", "550, 5.1", "550, 5.1.1.1", "550, 5.1234.1"})
    void refusesAStatusThatIsNotOfTheCodesClass(int code, String status) {
        assertEquals(
                "enhanced status '" + status + "' with code " + code + ", expected " + code / 100 + ".x.y",
                refusal(() -> new Reply(code, status, "text")));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 100, 199, 600, 5500})
    void refusesACodeOutsideOf200To599(int code) {
        assertEquals("reply code " + code + ", expected 200 to 599", refusal(() -> new Reply(code, null, "text")));
    }

    @Test
    void linesAreBoundedInOctets() {
        assertEquals(480, new Reply(250, null, "x".repeat(480)).text().get(0).length());
        assertEquals(
                "a reply line of 481 octets, expected at most 480",
                refusal(() -> new Reply(250, null, "x".repeat(481))));
        assertEquals(
                "a reply line of 482 octets, expected at most 480",
                refusal(() -> new Reply(250, null, "\u00e4".repeat(241))));
    }

    @Test
    void thereIsALineAndThereAreNotTooMany() {
        assertEquals("a reply of 0 lines, expected 1 to 100", refusal(() -> new Reply(250, null, List.<String>of())));
        assertEquals(
                "a reply of 101 lines, expected 1 to 100",
                refusal(() -> new Reply(250, null, Collections.nCopies(101, "x"))));
    }

    @Test
    void theCodeSaysWhatBecomesOfTheCommandAndTheConnection() {
        assertTrue(new Reply(250, null, "x").isPositive());
        assertTrue(new Reply(354, null, "x").isPositive());
        assertFalse(new Reply(450, null, "x").isPositive());
        assertTrue(new Reply(450, null, "x").isTransient());
        assertFalse(new Reply(550, null, "x").isTransient());
        assertTrue(new Reply(421, null, "x").hangsUp());
        assertTrue(new Reply(521, null, "x").hangsUp());
        assertFalse(new Reply(554, null, "x").hangsUp());
    }

    @Test
    void anotherTextKeepsTheCode() {
        Reply reply = new Reply(250, "2.1.5", "ok");

        assertEquals(new Reply(250, "2.1.5", "fine"), reply.withText(null, List.of("fine")));
        assertEquals(new Reply(250, "2.0.0", "fine"), reply.withText("2.0.0", List.of("fine")));
        assertThrows(MalformedException.class, () -> reply.withText("5.0.0", List.of("fine")));
    }

    @Test
    void aResultsCodeIsAsItsOutcomeSays() {
        Address bob = new Address("bob", "example.org");

        assertEquals(
                "result 'later' with code 550, expected 4xx",
                refusal(() -> new DeliveryResult(bob, DeliveryResult.Outcome.LATER, new Reply(550, null, "no"))));
    }

    @Test
    void aHeaderFieldCannotSmuggleAnother() {
        assertThrows(
                MalformedException.class, () -> new Effect.Header(Effect.Header.Action.ADD, "X-A", "1\r\nX-B: 2", 0));
        assertThrows(
                MalformedException.class, () -> new Effect.Header(Effect.Header.Action.ADD, "X-A: 1\r\nX-B", "2", 0));
        JsonObject replace = new JsonObject(
                "{\"effect\": \"header\", \"action\": \"replace\", \"name\": \"X-A\", \"value\": \"1\"}");
        assertEquals(
                "unknown header action 'replace', expected add, insert, change, delete",
                assertThrows(MalformedException.class, () -> Effect.fromJson(replace))
                        .getMessage());
        assertThrows(MalformedException.class, () -> new Effect.Header(Effect.Header.Action.ADD, "X-A", null, 0));
        assertEquals(
                "header action 'add' with index 1, expected 0: a field is added behind all others",
                refusal(() -> new Effect.Header(Effect.Header.Action.ADD, "X-A", "1", 1)));
        assertEquals(
                "header action 'insert' with index -1, expected 0 or more",
                refusal(() -> new Effect.Header(Effect.Header.Action.INSERT, "X-A", "1", -1)));
    }

    private static String refusal(Runnable building) {
        return assertThrows(MalformedException.class, building::run).getMessage();
    }

    @Test
    void aDecisionTakesAWholeReply() {
        Reply reply = new Reply(550, "5.7.1", List.of("no", "ask the postmaster"));

        assertEquals(new Decision.Reject(reply, false, List.of()), Decision.reject(reply));
        assertThrows(MalformedException.class, () -> Decision.reject(new Reply(250, null, "ok")));
        assertEquals(
                List.of(new Effect.ReplyText("2.1.5", List.of("a", "b"))),
                Decision.accept().withReply("2.1.5", List.of("a", "b")).effects());
        assertThrows(MalformedException.class, () -> Decision.accept().withReply("5.1.1", List.of("a")));
    }

    @Test
    void aResultHasTheReplyOfItsClass() {
        Address bob = new Address("bob", "example.org");
        Recipient to = new Recipient(bob, Map.of());

        assertEquals(
                new DeliveryResult(bob, DeliveryResult.Outcome.REFUSED, new Reply(552, "5.2.2", "full")),
                DeliveryResult.refused(to, 552, "5.2.2", "full"));
        assertEquals(
                new DeliveryResult(bob, DeliveryResult.Outcome.LATER, new Reply(452, "4.2.2", "full")),
                DeliveryResult.later(to, 452, "4.2.2", "full"));
        assertThrows(MalformedException.class, () -> DeliveryResult.refused(to, 452, "4.2.2", "full"));
        assertThrows(MalformedException.class, () -> DeliveryResult.later(to, 552, "5.2.2", "full"));
    }
}
