package dev.postern.testkit;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.EffectKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a decision asks for beside yes or no, each effect by its name in the contract. Those that may be given several times
 * are lists, in the order in which they are applied; asking for another one that is not there throws, naming those that are.
 */
public final class Effects {
    private final Decision decision;

    private Effects(Decision decision) {
        this.decision = decision;
    }

    public static Effects of(Decision decision) {
        return new Effects(decision);
    }

    /** The kinds that are there. */
    public Set<EffectKind> kinds() {
        Set<EffectKind> kinds = EnumSet.noneOf(EffectKind.class);
        decision.effects().forEach(effect -> kinds.add(effect.kind()));
        return kinds;
    }

    /** All that {@code send} has for the client, as it would arrive; empty without one. */
    public Buffer send() {
        Buffer octets = Buffer.buffer();
        all(Effect.Send.class).forEach(send -> octets.appendBuffer(send.octets()));
        return octets;
    }

    /** What the group wants to keep. */
    public JsonObject data() {
        return the(Effect.Data.class, EffectKind.DATA).data().copy();
    }

    /** In milliseconds. */
    public long delay() {
        return the(Effect.Delay.class, EffectKind.DELAY).milliseconds();
    }

    /** The user's name; null says that the client is nobody. */
    public String authenticated() {
        return the(Effect.Authenticated.class, EffectKind.AUTHENTICATED).user();
    }

    /** Status and text for a positive reply. */
    public Effect.ReplyText reply() {
        return the(Effect.ReplyText.class, EffectKind.REPLY);
    }

    /** What is added to EHLO's reply and what is hidden. */
    public Effect.Extensions extensions() {
        return the(Effect.Extensions.class, EffectKind.EXTENSIONS);
    }

    /** The new sender. */
    public Address sender() {
        return the(Effect.NewSender.class, EffectKind.SENDER).address();
    }

    /** The new recipient. */
    public Effect.NewRecipient recipient() {
        return the(Effect.NewRecipient.class, EffectKind.RECIPIENT);
    }

    /** The group that is to take the message. */
    public String inbox() {
        return the(Effect.Inbox.class, EffectKind.INBOX).group();
    }

    /** Changes of the header. */
    public List<Effect.Header> headers() {
        return all(Effect.Header.class);
    }

    /** The new body. */
    public Buffer body() {
        return the(Effect.Body.class, EffectKind.BODY).octets();
    }

    /** Recipients more. */
    public List<Address> added() {
        return all(Effect.Add.class).stream().map(Effect.Add::address).toList();
    }

    /** Recipients less. */
    public List<Address> removed() {
        return all(Effect.Remove.class).stream().map(Effect.Remove::address).toList();
    }

    /** Why the message is held. */
    public String quarantine() {
        return the(Effect.Quarantine.class, EffectKind.QUARANTINE).reason();
    }

    private <T extends Effect> List<T> all(Class<T> type) {
        return decision.effects().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private <T extends Effect> T the(Class<T> type, EffectKind kind) {
        return all(type).stream()
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no effect '" + kind.key() + "' in " + describe()));
    }

    private String describe() {
        String decided = "decision '" + decision.kind().key() + "'";
        return decision.effects().isEmpty()
                ? decided + ", which has none"
                : decided + " with "
                        + kinds().stream().map(EffectKind::key).collect(Collectors.joining("', '", "'", "'"));
    }
}
