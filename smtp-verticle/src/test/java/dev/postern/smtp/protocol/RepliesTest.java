package dev.postern.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The status of each reply (RFC 2034, 3463), as the registry has it (RFC 5248). */
class RepliesTest {
    /** Subject and detail, and the codes that it goes with; none: any. */
    private static final Map<String, Set<Integer>> REGISTRY = Map.ofEntries(
            Map.entry("0.0", Set.of()),
            Map.entry("1.0", Set.of()),
            Map.entry("1.5", Set.of(250)),
            Map.entry("1.10", Set.of(556)),
            Map.entry("3.0", Set.of(221, 250, 421, 451, 550, 554)),
            Map.entry("3.1", Set.of(452)),
            Map.entry("3.2", Set.of(453, 421, 521)),
            Map.entry("3.4", Set.of(552, 554, 421)),
            Map.entry("4.2", Set.of(421)),
            Map.entry("4.6", Set.of()),
            Map.entry("5.1", Set.of(430, 500, 501, 502, 503, 530, 554, 555)),
            Map.entry("5.2", Set.of(500, 501, 502, 503, 504, 550, 555)),
            Map.entry("5.3", Set.of(451, 452)),
            Map.entry("5.4", Set.of(451, 501, 502, 503, 504, 550, 555)),
            Map.entry("5.6", Set.of(500)),
            Map.entry("6.0", Set.of()),
            Map.entry("6.7", Set.of(550, 553)),
            Map.entry("7.0", Set.of(220, 235, 421, 450, 454, 500, 501, 503, 504, 530, 534, 535, 550)),
            Map.entry("7.1", Set.of(451, 454, 502, 503, 533, 550, 551)),
            Map.entry("7.8", Set.of(535, 554)),
            Map.entry("7.9", Set.of(534)),
            Map.entry("7.11", Set.of(524, 538)),
            Map.entry("7.12", Set.of(422, 432)));

    static Stream<Field> own() {
        return Arrays.stream(Replies.class.getDeclaredFields())
                .filter(field -> field.getType() == Reply.class && Modifier.isStatic(field.getModifiers()));
    }

    @ParameterizedTest
    @MethodSource("own")
    void eachHasAStatusOfTheRegistry(Field field) throws Exception {
        Reply reply = (Reply) field.get(null);
        if (reply.code() / 100 != 3) {
            assertNotNull(reply.status(), "status");
            assertRegistered(reply);
        } else {
            assertEquals(null, reply.status());
        }
    }

    @Test
    void thereAreMany() {
        assertTrue(own().count() > 40);
    }

    /** Also of codes that no plugin should think of. */
    @Test
    void whatAPluginLeavesOutIsFilledIn() {
        for (int code :
                IntStream.range(200, 600).filter(code -> code / 100 != 3).toArray()) {
            Reply reply = Replies.complete(new Reply(code, null, "x"));
            assertEquals(code, reply.code());
            assertEquals(List.of("x"), reply.text());
            assertRegistered(reply);
        }
        assertEquals(
                "550 5.7.26 x", Replies.complete(new Reply(550, "5.7.26", "x")).toString());
        assertEquals("354 x", Replies.complete(new Reply(354, null, "x")).toString());
    }

    /** What is the status of whom, the code alone does not say. */
    @ParameterizedTest
    @CsvSource({
        "450, 4.0.0",
        "451, 4.0.0",
        "452, 4.3.1",
        "503, 5.5.1",
        "530, 5.7.0",
        "550, 5.0.0",
        "552, 5.0.0",
        "554, 5.0.0"
    })
    void aRefusalWithoutAStatusGetsOne(int code, String status) {
        Dialogue dialogue = Dialogue.behind("x");
        dialogue.groups.on("x", Stage.MAILFROM, Decision.reject(code, null, "no"));
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>\nS: " + code + " " + status + " no");
        dialogue.cut().assertClosed();
    }

    @Test
    void soDoesTheRefusalOfAnInbox() {
        Dialogue dialogue = Dialogue.standard();
        dialogue.groups.on("maildir", Stage.DELIVER, Decision.reject(554, null, "no"));
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE + "S: 554 5.0.0 no");
        dialogue.cut().assertClosed();
    }

    @Test
    void theReplyToAGreetingHasNone() {
        Dialogue dialogue = Dialogue.behind("x");
        dialogue.groups.on("x", Stage.HELO, Decision.reject(550, "5.7.1", "no"));
        dialogue.play(Scripts.BANNER + "C: EHLO client.example.com\nS: 550 no\nC: HELO\nS: 501 Syntax: HELO domain\n"
                + "C: EHLO " + "x".repeat(600) + "\nS: 500 Line too long");
        dialogue.cut().assertClosed();
    }

    private static void assertRegistered(Reply reply) {
        String detail = reply.status().substring(2);
        assertTrue(REGISTRY.containsKey(detail), reply + " has a status of its own");
        Set<Integer> codes = REGISTRY.get(detail);
        assertTrue(codes.isEmpty() || codes.contains(reply.code()), reply + ", but " + detail + " goes with " + codes);
    }
}
