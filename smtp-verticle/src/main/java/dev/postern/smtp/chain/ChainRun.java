package dev.postern.smtp.chain;

import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import dev.postern.smtp.options.ChainLink;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks the groups of a chain at one occasion: tier after tier, round after round, until the stage is settled. */
final class ChainRun {
    private final Chain chain;
    private final StagePlan plan;
    private final ConnectionState connection;
    private final AskOptions options;
    private final List<Verdict> verdicts = new ArrayList<>();
    private Map<String, SerialQueue.Place> places = Map.of();
    private Outcome.BeforeReply beforeReply = Outcome.BeforeReply.PLAIN;
    private long deadline;

    ChainRun(Chain chain, StagePlan plan, ConnectionState connection, AskOptions options) {
        this.chain = chain;
        this.plan = plan;
        this.connection = connection;
        this.options = options;
        this.deadline = Math.min(chain.clock().now() + options.limit(), options.latest());
    }

    /** One round from the first tier on. */
    Future<Outcome> run(Event event) {
        if (plan.overlaps()) {
            queue();
        }
        return Future.succeededFuture(new Round(event, options.before()))
                .compose(round -> run(round, 0))
                .onFailure(broken -> leave());
    }

    /** Where occasions of the connection may overlap, groups that are not concurrent still take them one by one. */
    private void queue() {
        places = new HashMap<>();
        for (String group : plan.serial()) {
            places.put(group, connection.queue(group).enter());
        }
    }

    /** Also when the run fails: the occasions behind it must not wait for ever. */
    private void leave() {
        places.values().forEach(SerialQueue.Place::leave);
    }

    private Future<Outcome> run(Round round, int from) {
        for (int i = from; i < plan.tiers().size() && !isMoot(); i++) {
            List<ChainLink> asked = asked(round, plan.tiers().get(i));
            if (!asked.isEmpty()) {
                int next = i + 1;
                return ask(round, asked).compose(answered -> run(round, next));
            }
        }
        leave();
        return round.endsInRetry() && !isMoot()
                ? run(round.again())
                : Future.succeededFuture(round.outcome(beforeReply, List.copyOf(verdicts)));
    }

    /**
     * Nothing more is asked about a client that was disconnected. Nor about one that is gone where occasions overlap: there may be
     * very many of them.
     */
    private boolean isMoot() {
        return connection.isAbandoned() || connection.isGone() && !places.isEmpty();
    }

    private List<ChainLink> asked(Round round, List<ChainLink> tier) {
        List<ChainLink> asked = new ArrayList<>(tier.size());
        for (ChainLink link : tier) {
            boolean meant = options.only() == null || options.only().equals(link.group());
            if (meant && chain.concerns(link, round.event()) && round.asks(link)) {
                asked.add(link);
            }
        }
        return asked;
    }

    private Future<Void> ask(Round round, List<ChainLink> tier) {
        long began = chain.clock().now();
        long left = deadline - began;
        long[] waited = {0};
        List<Future<GroupResult>> answers = new ArrayList<>(tier.size());
        for (ChainLink link : tier) {
            SerialQueue.Place place = places.get(link.group());
            Future<GroupResult> answer = place == null || place.turn().succeeded()
                    ? ask(round, link, left)
                    : place.turn().compose(come -> {
                        long now = chain.clock().now();
                        waited[0] = now - began;
                        return connection.isGone()
                                ? unasked(place)
                                : ask(round, link, Math.min(left, options.latest() - now));
                    });
            answers.add(answer);
        }
        Future<?> all = answers.size() == 1 ? answers.get(0) : Future.all(answers);
        return all.map(come -> take(round, tier, answers, waited[0]));
    }

    private Future<GroupResult> ask(Round round, ChainLink link, long left) {
        Stage stage = round.event().stage();
        long budget = Math.min(chain.budget(link, stage) - spent(link), left);
        Future<GroupResult> answer = chain.askOne(connection, link, round.event(), budget);
        SerialQueue.Place place = places.get(link.group());
        return place == null ? answer : answer.onComplete(answered -> place.leave());
    }

    /** The client was gone before its turn came. */
    private static Future<GroupResult> unasked(SerialQueue.Place place) {
        place.leave();
        return Future.succeededFuture();
    }

    /** Time spent waiting in a queue does not count against the stage. */
    private Void take(Round round, List<ChainLink> tier, List<Future<GroupResult>> answers, long waited) {
        deadline = Math.min(deadline + waited, options.latest());
        for (int i = 0; i < tier.size(); i++) {
            GroupResult result = answers.get(i).result();
            if (result != null) {
                verdicts.add(result.verdict());
                if (!result.decision().effects().isEmpty()) {
                    beforeReply = beforeReply.and(result.decision().effects());
                }
                round.take(tier.get(i), result);
            }
        }
        round.endTier();
        return null;
    }

    /** A group's budget is one for all rounds. */
    private long spent(ChainLink link) {
        double spent = 0;
        for (Verdict verdict : verdicts) {
            if (verdict.group().equals(link.group())) {
                spent += verdict.milliseconds();
            }
        }
        return (long) spent;
    }
}
