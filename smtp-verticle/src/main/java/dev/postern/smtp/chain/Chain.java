package dev.postern.smtp.chain;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Stage;
import dev.postern.contract.Verb;
import dev.postern.contract.Verdict;
import dev.postern.contract.wire.Declaration;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.plugins.CallResult;
import dev.postern.smtp.plugins.Failure;
import dev.postern.smtp.plugins.PluginClient;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The groups that decide on a listener, in conf order and in tiers. Belongs to one event loop; shared by the connections of
 * a listener there.
 */
public final class Chain {
    private final List<List<ChainLink>> tiers;
    private final PluginClient groups;
    private final Clock clock;
    private final FailureHandler failures;
    private final SmtpOptions.Budgets budgets;
    private final Map<String, ChainLink> byGroup = new HashMap<>();
    private ChainPlan plan;

    /** What the chains of one event loop share. */
    public record Context(PluginClient groups, Clock clock, FailureHandler failures) {}

    public Chain(List<ChainLink> links, Context context, SmtpOptions.Budgets budgets) {
        this.tiers = tiers(links);
        this.groups = context.groups();
        this.clock = context.clock();
        this.failures = context.failures();
        this.budgets = budgets;
        for (List<ChainLink> tier : tiers) {
            tier.forEach(link -> byGroup.putIfAbsent(link.group(), link));
        }
        this.plan = new ChainPlan(tiers, groups.known());
    }

    /** Who takes part, by what the groups have declared until now. */
    public ChainPlan plan() {
        if (!plan.isCurrent()) {
            plan = new ChainPlan(tiers, groups.known());
        }
        return plan;
    }

    /** Who takes part in a stage, by what the groups have declared until now. A stage nobody declares costs nothing. */
    public StagePlan plan(Stage stage) {
        return plan().at(stage);
    }

    /** Milliseconds for all groups together, where a stage has no limit of its own. */
    public long limit() {
        return budgets.stage();
    }

    /**
     * Asks the groups of the event's stage, each within its budget.
     *
     * @param plan of that stage
     */
    public Future<Outcome> ask(StagePlan plan, ConnectionState connection, Event event, AskOptions options) {
        return new ChainRun(this, plan, connection, options).run(event);
    }

    /** Informs those groups that want it; nothing is answered. */
    public void send(StagePlan plan, ConnectionState connection, Event event) {
        for (List<ChainLink> tier : plan.tiers()) {
            for (ChainLink link : tier) {
                groups.send(link.group(), event.with(event.common().with(connection.turn(link.group(), 0))));
            }
        }
    }

    /** The place of a group in this chain, or a plain one if it has none. */
    public ChainLink link(String group) {
        ChainLink link = byGroup.get(group);
        return link == null ? new ChainLink(group, 0, Set.of(), 0, Map.of(), ChainLink.Role.PLAIN, Set.of()) : link;
    }

    /** Asks one group, whatever its place in the chain; what it says of its own data is kept. */
    public Future<GroupResult> askOne(ConnectionState connection, ChainLink link, Event event, long budget) {
        EventHeader.Ask ask = connection.turn(link.group(), budget);
        Event addressed = event.with(event.common().with(ask));
        Future<CallResult> asked = budget <= 0
                ? Future.succeededFuture(CallResult.failed(Failure.TIMEOUT, "no time was left to ask", null, 0))
                : groups.ask(link.group(), addressed, budget);
        return asked.map(answer -> {
            GroupResult result = result(link, event, answer);
            connection.keep(link.group(), result.decision(), ask.data().revision());
            return result;
        });
    }

    private GroupResult result(ChainLink link, Event event, CallResult answer) {
        if (answer.failure() != null) {
            return failed(link, event, answer);
        }
        String objection =
                DecisionValidator.objection(link, groups.known().declaration(link.group()), event, answer.decision());
        return objection == null
                ? result(link, answer, answer.decision())
                : failed(link, event, answer.malformed(objection));
    }

    /** A failure counts as the decision that the group's policy names. */
    private GroupResult failed(ChainLink link, Event event, CallResult answer) {
        return result(link, answer, failures.decide(link, event.stage(), event.connection(), answer));
    }

    private static GroupResult result(ChainLink link, CallResult answer, Decision decision) {
        Failure failure = answer.failure();
        Verdict verdict = new Verdict(
                link.group(),
                answer.instance(),
                decision.kind().key(),
                answer.milliseconds(),
                answer.attempt(),
                failure == null ? null : failure.key());
        return new GroupResult(decision, verdict);
    }

    /** Whether this group is known, and takes messages. */
    public boolean isInbox(String group) {
        Declaration declared = groups.known().declaration(group);
        return declared != null && declared.inbox();
    }

    /** Whether this group has a say in this event beyond its stage: the mechanism, the verb. */
    boolean concerns(ChainLink link, Event event) {
        if (event instanceof Authenticate login) {
            Declaration declared = groups.known().declaration(link.group());
            return groups.known().isLocal(link.group()) && declared.mechanisms().contains(login.mechanism());
        }
        return !(event instanceof Verb verb) || verbs(link).contains(verb.verb());
    }

    public Clock clock() {
        return clock;
    }

    private Set<String> verbs(ChainLink link) {
        Declaration declared = groups.known().declaration(link.group());
        return declared == null ? Set.of() : declared.verbs();
    }

    /** Milliseconds that a group has at a stage. */
    public long budget(ChainLink link, Stage stage) {
        if (link.budget() > 0) {
            return link.budget();
        }
        return stage == Stage.CONTENT || stage == Stage.DELIVER ? budgets.content() : budgets.group();
    }

    private static List<List<ChainLink>> tiers(List<ChainLink> links) {
        List<List<ChainLink>> tiers = new ArrayList<>();
        Set<Integer> done = new HashSet<>();
        for (ChainLink link : links) {
            if (link.tier() == 0) {
                tiers.add(List.of(link));
            } else if (done.add(link.tier())) {
                tiers.add(links.stream()
                        .filter(other -> other.tier() == link.tier())
                        .toList());
            }
        }
        return List.copyOf(tiers);
    }
}
