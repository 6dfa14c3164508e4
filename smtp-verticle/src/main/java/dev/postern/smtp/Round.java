package dev.postern.smtp;

import dev.postern.contract.Decision;
import dev.postern.contract.DecisionKind;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import java.util.ArrayList;
import java.util.List;

/** One way of an occasion through the groups of a chain, from the first one on; a {@code retry} makes it void. */
final class Round {
    private final Outcome.Word before;
    private final List<Effect> effects = new ArrayList<>();
    private Event event;
    private Outcome.Word word;
    private Outcome.Word held;
    private int seen;
    private boolean opened;
    private boolean failed;

    /** @param before what was clear before anybody was asked */
    Round(Event event, Outcome.Word before) {
        this.event = event;
        this.before = before;
        this.word = before;
    }

    /** As the next tier is to see it. */
    Event event() {
        return event;
    }

    boolean endsInRetry() {
        return word.kind() == Outcome.Kind.RETRY;
    }

    /** A settled stage still is the business of required groups; an accept also of those that could open the recipient. */
    boolean asks(Link link) {
        return switch (word.kind()) {
            case PASS -> true;
            case ACCEPT ->
                link.role().required()
                        || event.stage() == Stage.RCPTTO && link.role().admits() && !opened;
            case RETRY -> false;
            default -> link.role().required();
        };
    }

    /** What a group of the tier has answered; in conf order. */
    void take(Link link, Ruling ruling) {
        Decision decision = ruling.decision();
        Outcome.Word said = word(ruling);
        failed |= ruling.isFailure() && decision.kind() == DecisionKind.PASS;
        opened |= decision.kind() == DecisionKind.ACCEPT && link.role().admits();
        if (decision instanceof Decision.Reject reject) {
            if (reject.hold()) {
                held = held == null ? said : held;
                return;
            }
        } else {
            effects.addAll(decision.effects());
        }
        if (said.isStrongerThan(word)) {
            word = said;
        }
    }

    /** The next tier sees what this one has changed. */
    void endTier() {
        event = Rewriting.event(event, effects.subList(seen, effects.size()));
        seen = effects.size();
    }

    Outcome outcome(Hearing hearing) {
        boolean refused = word.kind() == Outcome.Kind.REFUSE;
        return new Outcome(
                word,
                opened,
                failed,
                refused ? List.of() : List.copyOf(effects),
                hearing.manner(),
                refused && word != before ? null : held,
                hearing.verdicts());
    }

    private static Outcome.Word word(Ruling ruling) {
        Decision decision = ruling.decision();
        Verdict verdict = ruling.verdict();
        return switch (decision.kind()) {
            case ACCEPT -> new Outcome.Word(Outcome.Kind.ACCEPT, verdict, null, null);
            case DISCARD -> new Outcome.Word(Outcome.Kind.DISCARD, verdict, null, null);
            case RETRY -> new Outcome.Word(Outcome.Kind.RETRY, verdict, null, null);
            case REJECT -> {
                Reply refusal = Replies.complete(((Decision.Reject) decision).reply());
                yield new Outcome.Word(Outcome.Kind.REFUSE, verdict, refusal, null);
            }
            case CHALLENGE ->
                new Outcome.Word(Outcome.Kind.CHALLENGE, verdict, null, ((Decision.Challenge) decision).octets());
            default -> Outcome.Word.PASS;
        };
    }
}
