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

/** One occasion before the groups of a chain: tier after tier, round after round, until the stage is settled. */
public final class ChainRun {
    private final Chain chain;
    private final StagePlan plan;
    private final GroupStates connection;
    private final Terms terms;
    private final List<Verdict> verdicts = new ArrayList<>();
    private Map<String, SerialQueue.Place> places = Map.of();
    private Outcome.BeforeReply beforeReply = Outcome.BeforeReply.PLAIN;
    private long deadline;

    /**
     * What a hearing has to keep to.
     *
     * @param limit milliseconds for all groups together, but for those in which they wait for other occasions
     * @param latest when it has to be over in any case, by the server's clock
     * @param before what is clear before anybody is asked
     * @param only the one group that is asked, or null for all
     */
    public record Terms(long limit, long latest, Outcome.Ruling before, String only) {
        public static Terms within(long limit) {
            return new Terms(limit, Long.MAX_VALUE, Outcome.Ruling.PASS, null);
        }

        public Terms until(long end) {
            return new Terms(limit, end, before, only);
        }

        public Terms knowing(Outcome.Ruling ruling) {
            return new Terms(limit, latest, ruling, only);
        }

        public Terms asking(String group) {
            return new Terms(limit, latest, before, group);
        }
    }

    ChainRun(Chain chain, StagePlan plan, GroupStates connection, Terms terms) {
        this.chain = chain;
        this.plan = plan;
        this.connection = connection;
        this.terms = terms;
        this.deadline = Math.min(chain.clock().now() + terms.limit(), terms.latest());
    }

    /** One round from the first tier on. */
    Future<Outcome> hear(Event event) {
        if (plan.overlaps()) {
            queue();
        }
        return Future.succeededFuture(new Round(event, terms.before()))
                .compose(round -> hear(round, 0))
                .onFailure(broken -> leave());
    }

    /** Where occasions of the connection may overlap, groups that are not concurrent still take them one by one. */
    private void queue() {
        places = new HashMap<>();
        for (String group : plan.serial()) {
            places.put(group, connection.queue(group).enter());
        }
    }

    /** Also where something is broken: those behind must not wait for ever. */
    private void leave() {
        places.values().forEach(SerialQueue.Place::leave);
    }

    private Future<Outcome> hear(Round round, int from) {
        for (int i = from; i < plan.tiers().size() && !isMoot(); i++) {
            List<ChainLink> asked = asked(round, plan.tiers().get(i));
            if (!asked.isEmpty()) {
                int next = i + 1;
                return ask(round, asked).compose(heard -> hear(round, next));
            }
        }
        leave();
        return round.endsInRetry() && !isMoot()
                ? hear(round.again())
                : Future.succeededFuture(round.outcome(beforeReply, List.copyOf(verdicts)));
    }

    /**
     * Who was disconnected is asked about no more. Nor is a client that is gone where occasions overlap: there may be very many
     * of them.
     */
    private boolean isMoot() {
        return connection.isAbandoned() || connection.isGone() && !places.isEmpty();
    }

    private List<ChainLink> asked(Round round, List<ChainLink> tier) {
        List<ChainLink> asked = new ArrayList<>(tier.size());
        for (ChainLink link : tier) {
            boolean meant = terms.only() == null || terms.only().equals(link.group());
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
                                : ask(round, link, Math.min(left, terms.latest() - now));
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

    /** Who had to wait for its turn until the client was gone. */
    private static Future<GroupResult> unasked(SerialQueue.Place place) {
        place.leave();
        return Future.succeededFuture();
    }

    /** Waiting for those before it in the queue is no time of the stage. */
    private Void take(Round round, List<ChainLink> tier, List<Future<GroupResult>> answers, long waited) {
        deadline = Math.min(deadline + waited, terms.latest());
        for (int i = 0; i < tier.size(); i++) {
            GroupResult result = answers.get(i).result();
            if (result != null) {
                verdicts.add(result.verdict());
                beforeReply = beforeReply.and(result.decision().effects());
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
