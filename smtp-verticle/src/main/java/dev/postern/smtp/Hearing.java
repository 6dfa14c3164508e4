package dev.postern.smtp;

import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** One occasion before the groups of a chain: tier after tier, until the stage is settled. */
final class Hearing {
    private final Chain chain;
    private final Connection connection;
    private final Event event;
    private final long deadline;
    private final List<Effect> effects = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private Outcome.Kind settled = Outcome.Kind.PASS;
    private String by;
    private Reply refusal;
    private boolean opened;
    private boolean failed;

    Hearing(Chain chain, Connection connection, Event event, long limit) {
        this.chain = chain;
        this.connection = connection;
        this.event = event;
        this.deadline = chain.clock().now() + limit;
    }

    Future<Outcome> hear(List<List<Link>> tiers) {
        return hear(tiers, 0);
    }

    private Future<Outcome> hear(List<List<Link>> tiers, int from) {
        for (int i = from; i < tiers.size(); i++) {
            List<Link> asked = tiers.get(i).stream().filter(this::isAsked).toList();
            if (!asked.isEmpty()) {
                int next = i + 1;
                return ask(asked).compose(heard -> hear(tiers, next));
            }
        }
        return Future.succeededFuture(outcome());
    }

    /** A settled stage still is the business of required groups; an accept also of those that could open the recipient. */
    private boolean isAsked(Link link) {
        if (!chain.concerns(link, event)) {
            return false;
        }
        return switch (settled) {
            case PASS -> true;
            case ACCEPT ->
                link.role().required()
                        || event.stage() == Stage.RCPTTO && link.role().admits() && !opened;
            case DISCARD, REFUSE -> link.role().required();
        };
    }

    private Future<Void> ask(List<Link> tier) {
        long left = deadline - chain.clock().now();
        if (tier.size() == 1) {
            Link link = tier.get(0);
            return chain.askOne(connection, link, event, left).map(answer -> {
                take(link, answer);
                return null;
            });
        }
        List<Future<Answer>> answers = tier.stream()
                .map(link -> chain.askOne(connection, link, event, left))
                .toList();
        return Future.all(answers).map(all -> {
            for (int i = 0; i < tier.size(); i++) {
                take(tier.get(i), answers.get(i).result());
            }
            return null;
        });
    }

    private void take(Link link, Answer given) {
        Answer answer = given.checked(link, event.stage());
        Ruling ruling = Ruling.of(link, event.stage(), connection.id(), answer);
        failed |= answer.failure() != null && ruling.decision().kind() == Decision.Kind.PASS;
        verdicts.add(ruling.verdict());
        apply(link, ruling.decision());
    }

    private void apply(Link link, Decision decision) {
        connection.keep(link.group(), decision, connection.asked(link.group()));
        if (decision.kind() != Decision.Kind.REJECT) {
            effects.addAll(decision.effects());
        }
        Outcome.Kind kind = kind(decision);
        if (kind == Outcome.Kind.ACCEPT && link.role().admits()) {
            opened = true;
        }
        if (kind.compareTo(settled) > 0) {
            settled = kind;
            by = link.group();
            refusal = decision instanceof Decision.Reject reject ? reject.reply() : null;
        }
    }

    private Outcome outcome() {
        List<Effect> applied = settled == Outcome.Kind.REFUSE ? List.of() : List.copyOf(effects);
        return new Outcome(settled, by, refusal, opened, failed, applied, List.copyOf(verdicts));
    }

    private static Outcome.Kind kind(Decision decision) {
        return switch (decision.kind()) {
            case ACCEPT -> Outcome.Kind.ACCEPT;
            case DISCARD -> Outcome.Kind.DISCARD;
            case REJECT -> Outcome.Kind.REFUSE;
            default -> Outcome.Kind.PASS;
        };
    }
}
