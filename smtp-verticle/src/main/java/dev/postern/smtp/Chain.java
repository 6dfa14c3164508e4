package dev.postern.smtp;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Declaration;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.contract.Turn;
import dev.postern.contract.Verb;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The groups that decide on a listener, in conf order and in tiers. Belongs to one event loop; shared by the connections of
 * a listener there.
 */
final class Chain {
    private final List<List<Link>> tiers;
    private final Groups groups;
    private final Clock clock;
    private final SmtpOptions.Budgets budgets;
    private final Map<Stage, List<List<Link>>> plan = new EnumMap<>(Stage.class);
    private long planned = -1;

    Chain(List<Link> links, Groups groups, Clock clock, SmtpOptions.Budgets budgets) {
        this.tiers = tiers(links);
        this.groups = groups;
        this.clock = clock;
        this.budgets = budgets;
    }

    /** Whether any group is to be asked at this stage. A stage nobody declares costs nothing. */
    boolean asks(Stage stage) {
        return !plan(stage).isEmpty();
    }

    /** Milliseconds for all groups together, where a stage has no limit of its own. */
    long limit() {
        return budgets.stage();
    }

    /** Asks the groups of the event's stage, each within its budget. */
    Future<Outcome> ask(Connection connection, Event event, Hearing.Terms terms) {
        return asks(event.stage())
                ? new Hearing(this, connection, event, terms).hear()
                : Future.succeededFuture(Outcome.of(terms.before()));
    }

    /**
     * Whether several occasions of this stage may be open at once on one connection: RCPTs that a client pipelined, and the
     * recipients of one message, if that makes anything faster.
     */
    boolean overlaps(Stage stage) {
        if (stage != Stage.RCPTTO && stage != Stage.MESSAGE) {
            return false;
        }
        for (List<Link> tier : plan(stage)) {
            for (Link link : tier) {
                if (isConcurrent(link, stage)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a group takes several asks of one connection at once. */
    boolean isConcurrent(Link link, Stage stage) {
        Declaration declared = groups.declaration(link.group());
        return declared != null && declared.concurrent().contains(stage);
    }

    /** Informs those groups that want it; nothing is answered. */
    void send(Connection connection, Event event) {
        for (List<Link> tier : plan(event.stage())) {
            for (Link link : tier) {
                groups.send(link.group(), event.with(event.common().with(connection.turn(link.group(), 0))));
            }
        }
    }

    /** The SASL mechanisms that groups in this JVM can decide: credentials do not leave it while the bus is in clear. */
    Set<String> mechanisms() {
        Set<String> mechanisms = new TreeSet<>();
        for (List<Link> tier : plan(Stage.AUTHENTICATE)) {
            for (Link link : tier) {
                if (groups.isLocal(link.group())) {
                    groups.declaration(link.group()).mechanisms().stream()
                            .filter(Declaration::isMechanism)
                            .forEach(mechanisms::add);
                }
            }
        }
        return mechanisms;
    }

    /** The place of a group in this chain, or a plain one if it has none. */
    Link link(String group) {
        return tiers.stream()
                .flatMap(List::stream)
                .filter(link -> link.group().equals(group))
                .findFirst()
                .orElseGet(() -> new Link(group, 0, Set.of(), 0, Map.of(), Link.Role.PLAIN, Set.of()));
    }

    /** Asks one group, whatever its place in the chain; what it says of its own data is kept. */
    Future<Ruling> askOne(Connection connection, Link link, Event event, long budget) {
        Turn turn = connection.turn(link.group(), budget);
        Event addressed = event.with(event.common().with(turn));
        Future<Answer> asked = budget <= 0
                ? Future.succeededFuture(Answer.failed(Failure.TIMEOUT, "no time was left to ask", null, 0))
                : groups.ask(link.group(), addressed, budget);
        return asked.map(answer -> {
            Ruling ruling = Ruling.of(link, event, checked(link, event, answer));
            connection.keep(link.group(), ruling.decision(), turn.data().revision());
            return ruling;
        });
    }

    private Answer checked(Link link, Event event, Answer answer) {
        return answer.failure() != null
                ? answer
                : answer.unless(Judge.objection(link, groups.declaration(link.group()), event, answer.decision()));
    }

    /** Whether this group has a say in this event beyond its stage: the mechanism, the verb. */
    boolean concerns(Link link, Event event) {
        if (event instanceof Authenticate login) {
            Declaration declared = groups.declaration(link.group());
            return groups.isLocal(link.group()) && declared.mechanisms().contains(login.mechanism());
        }
        return !(event instanceof Verb verb) || verbs(link).contains(verb.verb());
    }

    Clock clock() {
        return clock;
    }

    private Set<String> verbs(Link link) {
        Declaration declared = groups.declaration(link.group());
        return declared == null ? Set.of() : declared.verbs();
    }

    /** Milliseconds that a group has at a stage. */
    long budget(Link link, Stage stage) {
        if (link.budget() > 0) {
            return link.budget();
        }
        return stage == Stage.CONTENT || stage == Stage.DELIVER ? budgets.content() : budgets.group();
    }

    /** Who is to be asked at a stage, tier by tier. */
    List<List<Link>> plan(Stage stage) {
        if (planned != groups.revision()) {
            plan.clear();
            planned = groups.revision();
        }
        return plan.computeIfAbsent(stage, this::newPlan);
    }

    private List<List<Link>> newPlan(Stage stage) {
        List<List<Link>> list = new ArrayList<>();
        for (List<Link> tier : tiers) {
            List<Link> asked =
                    tier.stream().filter(link -> takesPart(link, stage)).toList();
            if (!asked.isEmpty()) {
                list.add(asked);
            }
        }
        return list;
    }

    /** A group never seen counts as declaring every asked stage from {@code mailfrom} on, and fails there. */
    private boolean takesPart(Link link, Stage stage) {
        if (stage == Stage.DELIVER || !link.wants(stage)) {
            return false;
        }
        Declaration declared = groups.declaration(link.group());
        if (declared == null) {
            return stage.asks() && stage.compareTo(Stage.MAILFROM) >= 0 && stage != Stage.VERB;
        }
        return declared.stages().contains(stage);
    }

    private static List<List<Link>> tiers(List<Link> links) {
        List<List<Link>> tiers = new ArrayList<>();
        Set<Integer> done = new HashSet<>();
        for (Link link : links) {
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
