package dev.postern.smtp.chain;

import dev.postern.contract.Address;
import dev.postern.contract.Authenticate;
import dev.postern.contract.Content;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Effect;
import dev.postern.contract.EffectKind;
import dev.postern.contract.Event;
import dev.postern.contract.Recipient;
import dev.postern.contract.Stage;
import dev.postern.contract.wire.DecisionRules;
import dev.postern.contract.wire.Declaration;
import dev.postern.smtp.options.ChainLink;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Says whether an answer is one that the contract, this server and the configuration allow. */
final class DecisionValidator {
    /** So many times a group may ask for a new round of one occasion. */
    static final int RETRIES = 3;

    private static final Set<EffectKind> TO_COME =
            EnumSet.of(EffectKind.HEADER, EffectKind.BODY, EffectKind.ADD, EffectKind.REMOVE, EffectKind.QUARANTINE);

    private DecisionValidator() {}

    /**
     * Null if the decision may be given here, else what is wrong with it.
     *
     * @param declared by the group, or null if it was never seen
     */
    static String objection(ChainLink link, Declaration declared, Event event, Decision decision) {
        String objection = DecisionRules.objection(decision, event.stage(), declared);
        if (objection != null) {
            return objection;
        }
        objection = toDecision(event, decision);
        for (Effect effect : decision.effects()) {
            String wrong = objection == null ? toEffect(link, event, effect) : null;
            objection = wrong == null ? objection : "effect '" + effect.kind().key() + "' " + wrong;
        }
        return objection;
    }

    private static String toDecision(Event event, Decision decision) {
        return switch (decision.kind()) {
            case RETRY -> event.round() < RETRIES ? null : "a retry in round " + event.round() + ", the last one";
            case ACCEPT ->
                event instanceof Authenticate login && login.credentials() == null && !namesUser(decision)
                        ? "accept without a user: with " + login.mechanism()
                                + " the effect 'authenticated' must name one"
                        : null;
            case DELIVERED -> toDelivery((Deliver) event, (Decision.Delivered) decision);
            default -> null;
        };
    }

    /**
     * Where one reply stands for all recipients it is all or nothing while nothing can be queued: an answer that takes the
     * message for some of them only is malformed, and the client is told to try again later.
     */
    private static String toDelivery(Deliver event, Decision.Delivered delivered) {
        Set<Address> asked = event.recipients().stream().map(Recipient::address).collect(Collectors.toSet());
        Set<Address> answered = new HashSet<>();
        for (DeliveryResult result : delivered.results()) {
            if (!asked.contains(result.recipient())) {
                return "a result for <" + result.recipient() + ">, who was not asked";
            }
            if (!answered.add(result.recipient())) {
                return "two results for <" + result.recipient() + ">";
            }
        }
        for (Recipient recipient : event.recipients()) {
            if (!answered.contains(recipient.address())) {
                return "no result for <" + recipient.address() + ">";
            }
        }
        boolean some = delivered.results().stream().anyMatch(DecisionValidator::isDelivered);
        return some && !event.apart() && !delivered.results().stream().allMatch(DecisionValidator::isDelivered)
                ? "delivered for some recipients only, expected all or none"
                : null;
    }

    private static boolean isDelivered(DeliveryResult result) {
        return result.outcome() == DeliveryResult.Outcome.DELIVERED;
    }

    private static String toEffect(ChainLink link, Event event, Effect effect) {
        EffectKind kind = effect.kind();
        // Until there is a spool, a transaction has one inbox, and that is known when its content comes.
        if (TO_COME.contains(kind) || kind == EffectKind.INBOX && event.stage() == Stage.MESSAGE) {
            return "is not supported by this server yet at " + event.stage().key();
        }
        if (!link.mayUse(kind.key())) {
            return "is not among what the group may do (" + String.join(", ", link.may()) + ")";
        }
        if (effect instanceof Effect.NewRecipient recipient) {
            return toRecipient(event, recipient);
        }
        return effect instanceof Effect.NewSender sender
                        && sender.address().isInternational()
                        && !isInternational(event)
                ? "needs SMTPUTF8, which the client has not declared: <" + sender.address() + ">"
                : null;
    }

    private static String toRecipient(Event event, Effect.NewRecipient effect) {
        if (effect.address().isInternational() && !isInternational(event)) {
            return "needs SMTPUTF8, which the client has not declared: <" + effect.address() + ">";
        }
        boolean known = !(event instanceof Content)
                || event.recipients().stream()
                        .anyMatch(recipient -> recipient.address().equals(effect.of()));
        return known ? null : "of <" + effect.of() + ">, who is no recipient of the message";
    }

    private static boolean namesUser(Decision decision) {
        return decision.effects().stream().anyMatch(effect -> effect.kind() == EffectKind.AUTHENTICATED);
    }

    private static boolean isInternational(Event event) {
        return event.sender().parameters().containsKey("SMTPUTF8");
    }
}
