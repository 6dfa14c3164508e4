package dev.postern.smtp.chain;

import dev.postern.contract.Decision;
import dev.postern.contract.DecisionKind;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.protocol.Replies;
import java.util.ArrayList;
import java.util.List;

/** One round of an occasion through the groups of a chain, from the first tier on; a {@code retry} makes it void. */
final class Round {
    private final Event first;
    private final Outcome.Ruling before;
    private final List<Effect> effects = new ArrayList<>();
    private Event event;
    private Outcome.Ruling ruling;
    private Outcome.Ruling held;
    private int applied;
    private boolean opened;
    private boolean failed;

    /** @param before what was clear before anybody was asked */
    Round(Event event, Outcome.Ruling before) {
        this.first = event;
        this.event = event;
        this.before = before;
        this.ruling = before;
    }

    /** As the next tier is to see it. */
    Event event() {
        return event;
    }

    boolean endsInRetry() {
        return ruling.kind() == Outcome.Kind.RETRY;
    }

    /** The event of the next round: nothing that this one has changed is left. */
    Event again() {
        return first.with(first.common().inRound(first.round() + 1));
    }

    /** A settled stage still is the business of required groups; an accept also of those that could open the recipient. */
    boolean asks(ChainLink link) {
        return switch (ruling.kind()) {
            case PASS -> true;
            case ACCEPT ->
                link.role().required()
                        || event.stage() == Stage.RCPTTO && link.role().admits() && !opened;
            case RETRY -> false;
            default -> link.role().required();
        };
    }

    /** What a group of the tier has answered; in conf order. */
    void take(ChainLink link, GroupResult result) {
        Decision decision = result.decision();
        Outcome.Ruling said = ruling(result);
        failed |= result.verdict().failure() != null && decision.kind() == DecisionKind.PASS;
        opened |= decision.kind() == DecisionKind.ACCEPT && link.role().admits();
        if (decision instanceof Decision.Reject reject) {
            if (reject.hold()) {
                held = held == null ? said : held;
                return;
            }
        } else {
            effects.addAll(decision.effects());
        }
        if (said.kind().compareTo(ruling.kind()) > 0) {
            ruling = said;
        }
    }

    /** The next tier sees what this one has changed. */
    void endTier() {
        if (applied < effects.size()) {
            event = EffectApplier.event(event, effects.subList(applied, effects.size()));
            applied = effects.size();
        }
    }

    /**
     * What the last round comes to.
     *
     * @param beforeReply what all rounds want before the reply
     * @param verdicts of all rounds
     */
    Outcome outcome(Outcome.BeforeReply beforeReply, List<Verdict> verdicts) {
        boolean refused = ruling.kind() == Outcome.Kind.REFUSE;
        return new Outcome(
                ruling,
                opened,
                failed,
                refused ? List.of() : List.copyOf(effects),
                beforeReply,
                refused && ruling != before ? null : held,
                verdicts);
    }

    private static Outcome.Ruling ruling(GroupResult result) {
        Decision decision = result.decision();
        Verdict verdict = result.verdict();
        return switch (decision.kind()) {
            case ACCEPT -> new Outcome.Ruling(Outcome.Kind.ACCEPT, verdict, null, null);
            case DISCARD -> new Outcome.Ruling(Outcome.Kind.DISCARD, verdict, null, null);
            case RETRY -> new Outcome.Ruling(Outcome.Kind.RETRY, verdict, null, null);
            case REJECT -> {
                Reply refusal = Replies.complete(((Decision.Reject) decision).reply());
                yield Outcome.Ruling.refuse(verdict, refusal);
            }
            case CHALLENGE ->
                new Outcome.Ruling(Outcome.Kind.CHALLENGE, verdict, null, ((Decision.Challenge) decision).octets());
            default -> Outcome.Ruling.PASS;
        };
    }
}
