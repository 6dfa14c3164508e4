package dev.postern.smtp.chain;

import dev.postern.contract.Client;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Recipient;
import dev.postern.contract.Sender;
import dev.postern.contract.Stage;
import java.util.List;

/** Applies effects to user, sender and recipients: for the groups of later tiers, and in the end for the transaction. */
public final class EffectApplier {
    private EffectApplier() {}

    /** The event as a later tier sees it. */
    static Event event(Event event, List<Effect> effects) {
        Event seen = event;
        for (Effect effect : effects) {
            seen = event(seen, effect);
        }
        return seen;
    }

    public static Client client(Client client, List<Effect> effects) {
        Client changed = client;
        for (Effect effect : effects) {
            if (effect instanceof Effect.Authenticated authenticated) {
                changed = changed.withUser(authenticated.user());
            }
        }
        return changed;
    }

    public static Sender sender(Sender sender, List<Effect> effects) {
        Sender rewritten = sender;
        for (Effect effect : effects) {
            if (effect instanceof Effect.NewSender other) {
                rewritten = rewritten.withAddress(other.address());
            }
        }
        return rewritten;
    }

    /** The recipient in question, at {@code rcptto} and {@code message}. */
    public static Recipient recipient(Recipient recipient, List<Effect> effects) {
        Recipient rewritten = recipient;
        for (Effect effect : effects) {
            if (effect instanceof Effect.NewRecipient other) {
                rewritten = rewritten.withAddress(other.address());
            } else if (effect instanceof Effect.Inbox inbox) {
                rewritten = rewritten.withInbox(inbox.group());
            }
        }
        return rewritten;
    }

    /** All recipients, at {@code content}. */
    public static List<Recipient> recipients(List<Recipient> recipients, List<Effect> effects) {
        List<Recipient> rewritten = recipients;
        for (Effect effect : effects) {
            if (effect instanceof Effect.NewRecipient other) {
                rewritten = rewritten.stream()
                        .map(one -> one.address().equals(other.of()) ? one.withAddress(other.address()) : one)
                        .toList();
            }
        }
        return rewritten;
    }

    private static Event event(Event event, Effect effect) {
        EventHeader common = event.common();
        return switch (effect.kind()) {
            case AUTHENTICATED -> event.with(common.with(client(common.client(), List.of(effect))));
            case SENDER -> event.with(common.with(sender(common.sender(), List.of(effect))));
            case RECIPIENT, INBOX ->
                event.stage() == Stage.CONTENT
                        ? event.with(common.with(recipients(common.recipients(), List.of(effect))))
                        : withRecipient(event, effect);
            default -> event;
        };
    }

    private static Event withRecipient(Event event, Effect effect) {
        if (event instanceof RcptTo rcpt) {
            return new RcptTo(rcpt.common(), recipient(rcpt.recipient(), List.of(effect)));
        }
        Message message = (Message) event;
        return new Message(message.common(), recipient(message.recipient(), List.of(effect)), message.content());
    }
}
