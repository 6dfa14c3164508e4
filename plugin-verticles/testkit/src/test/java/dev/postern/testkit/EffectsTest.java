package dev.postern.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.EffectKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class EffectsTest {
    private static final Address ALICE = new Address("alice", "example.org");
    private static final Address BOB = new Address("bob", "example.org");
    private static final Effect.Header HEADER = new Effect.Header(Effect.Header.Action.ADD, "X-Spam", "no", 0);
    private static final Effect.NewRecipient REWRITTEN = new Effect.NewRecipient(ALICE, BOB);
    private static final Effect.Extensions EXTENSIONS = new Effect.Extensions(List.of("XFOO bar"), List.of("SIZE"));

    private static final Effects ALL = Effects.of(Decision.accept()
            .with(new Effect.Send(Buffer.buffer("a")))
            .with(new Effect.Send(Buffer.buffer("b")))
            .withData(new JsonObject().put("n", 1))
            .with(new Effect.Delay(250))
            .withAuthenticated("alice")
            .withReply("2.1.0", List.of("one", "two"))
            .with(EXTENSIONS)
            .with(new Effect.NewSender(BOB))
            .with(REWRITTEN)
            .withInbox("relay")
            .with(HEADER)
            .with(new Effect.Body(Buffer.buffer("body")))
            .with(new Effect.Add(ALICE))
            .with(new Effect.Remove(BOB))
            .with(new Effect.Quarantine("spam")));

    @Test
    void everyEffectIsReadByItsName() {
        assertEquals(EnumSet.allOf(EffectKind.class), ALL.kinds());
        assertEquals(Buffer.buffer("ab"), ALL.send());
        assertEquals(new JsonObject().put("n", 1), ALL.data());
        assertEquals(250, ALL.delay());
        assertEquals("alice", ALL.authenticated());
        assertEquals("2.1.0", ALL.reply().status());
        assertEquals(List.of("one", "two"), ALL.reply().text());
        assertEquals(EXTENSIONS, ALL.extensions());
        assertEquals(BOB, ALL.sender());
        assertEquals(REWRITTEN, ALL.recipient());
        assertEquals("relay", ALL.inbox());
        assertEquals(List.of(HEADER), ALL.headers());
        assertEquals(Buffer.buffer("body"), ALL.body());
        assertEquals(List.of(ALICE), ALL.added());
        assertEquals(List.of(BOB), ALL.removed());
        assertEquals("spam", ALL.quarantine());
    }

    @Test
    void aUserThatIsTakenAwayIsNull() {
        assertNull(Effects.of(Decision.pass().withAuthenticated(null)).authenticated());
    }

    @Test
    void whatMayBeThereOftenMayAlsoBeMissing() {
        Effects none = Effects.of(Decision.pass());
        assertEquals(Buffer.buffer(), none.send());
        assertEquals(List.of(), none.headers());
        assertEquals(List.of(), none.added());
        assertEquals(List.of(), none.removed());
    }

    @Test
    void askingForAnEffectThatIsMissingNamesThoseThatAreThere() {
        Effects effects = Effects.of(Decision.accept().withInbox("relay").with(new Effect.Delay(1)));
        assertEquals(
                "no effect 'data' in decision 'accept' with 'delay', 'inbox'",
                assertThrows(NoSuchElementException.class, effects::data).getMessage());
        assertEquals(
                "no effect 'inbox' in decision 'pass', which has none",
                assertThrows(
                                NoSuchElementException.class,
                                () -> Effects.of(Decision.pass()).inbox())
                        .getMessage());
    }
}
