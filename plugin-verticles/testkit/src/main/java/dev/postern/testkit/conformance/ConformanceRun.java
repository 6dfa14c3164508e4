package dev.postern.testkit.conformance;

import dev.postern.contract.Decision;
import dev.postern.contract.DecisionKind;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Event;
import dev.postern.contract.Recipient;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.contract.plugin.PluginDeployment;
import dev.postern.contract.plugin.Plugins;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.Declaration;
import dev.postern.testkit.Ask;
import dev.postern.testkit.PluginFailure;
import dev.postern.testkit.PluginTester;
import dev.postern.testkit.TestVertx;
import dev.postern.testkit.bus.LocalTransport;
import dev.postern.testkit.bus.Registrations;
import dev.postern.testkit.bus.RemoteTransport;
import dev.postern.testkit.bus.Replies;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One deployment of a plugin under examination: it is asked, and what it does wrong is written down. */
final class ConformanceRun implements AutoCloseable {
    private static final int AT_ONCE = 8;
    private static final int RESPONSES = 3;
    private static final long STOP_LIMIT = 5_000;

    /** What a plugin waits for elsewhere has this time in any case, in milliseconds by the system's clock. */
    private static final long AT_LEAST = 250;

    /** How long after its budget an answer is still waited for. */
    private static final Duration LATE = Duration.ofMinutes(1);

    private final Registrations registrations = new Registrations();
    private final TestVertx testVertx = new TestVertx(registrations);
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private final Replies replies = new Replies(testVertx.vertx().eventBus());
    private final BlockedLoopWatch watch = new BlockedLoopWatch(testVertx.loops());
    private final List<Finding> findings = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Set<Stage> silent = EnumSet.noneOf(Stage.class);
    private final Map<Stage, Integer> answered = new EnumMap<>(Stage.class);
    private final GroupOptions options;
    private final Supplier<? extends Plugin> factory;
    private final PluginTester tester;
    private RemoteTransport transport;
    private boolean stuck;

    /** @throws PluginFailure START if the plugin does not start */
    ConformanceRun(
            GroupOptions options,
            Supplier<? extends Plugin> factory,
            BiFunction<Vertx, PluginDeployment, RemoteTransport> transports) {
        this.options = options;
        this.factory = factory;
        testVertx.vertx().exceptionHandler(uncaught::add);
        try {
            tester = PluginTester.on(
                    testVertx, (vertx, desk) -> transport = transports.apply(vertx, desk), options, factory);
        } catch (PluginFailure e) {
            watch.close();
            throw e;
        }
    }

    Declaration declaration() {
        return tester.manifest().declaration();
    }

    /** Whether each question had an answer, or a failure, within its budget, and the plugin came and went as it should. */
    boolean isOrderly() {
        return silent.isEmpty() && !stuck;
    }

    /** What was answered, in order. */
    List<Outcome> outcomes() {
        return outcomes;
    }

    /** What has been found until now. */
    List<Finding> findings() {
        List<Finding> all = new ArrayList<>(findings);
        if (transport instanceof LocalTransport local) {
            local.changed()
                    .forEach(answer -> all.add(new Finding(Finding.Kind.CHANGED, answer.stage(), answer.text())));
        }
        replies.answeredTwice()
                .forEach(stage -> all.add(
                        new Finding(Finding.Kind.SECOND_ANSWER, stage, "one question was answered more than once")));
        uncaught.forEach(thrown -> {
            Throwable own = thrown.getCause() == null ? thrown : thrown.getCause();
            all.add(new Finding(Finding.Kind.UNCAUGHT, null, own.toString()));
        });
        watch.blocked().forEach(place -> all.add(new Finding(Finding.Kind.BLOCKED, null, place)));
        return all;
    }

    /** Asks in order, each question when the one before is answered. */
    void play(List<Event> events) {
        for (Event event : events) {
            if (!event.stage().asks()) {
                tester.send(event);
            } else if (!silent.contains(event.stage())) {
                follow(tester.begin(event));
            }
        }
        testVertx.settle();
        awaitLate();
    }

    /** Asks several at once on one connection, where the plugin says that it can. */
    void playAtOnce(List<Event> events) {
        for (Stage stage : declaration().concurrent()) {
            Stream<Event> first =
                    events.stream().filter(event -> event.stage() == stage).limit(1);
            if (!silent.contains(stage)) {
                first.forEach(event -> Stream.generate(() -> tester.begin(event))
                        .limit(AT_ONCE)
                        .toList()
                        .forEach(this::outcome));
            }
        }
        awaitLate();
    }

    /** Takes the plugin away, looks at what is left, and brings it once more. */
    void leave() {
        if (!silent.isEmpty()) {
            return;
        }
        try {
            TestVertx.await(transport.desk().close(), STOP_LIMIT);
            testVertx.settle();
            lookAround();
            PluginDeployment again = TestVertx.await(Plugins.deploy(tester.vertx(), options, factory), STOP_LIMIT);
            TestVertx.await(again.close(), STOP_LIMIT);
        } catch (TimeoutException e) {
            stuck = true;
            tester.abandon();
            add(Finding.Kind.STOP, null, "it was not gone, or not there again, after " + STOP_LIMIT + " ms");
        } catch (ExecutionException e) {
            add(Finding.Kind.STOP, null, "stop, or the start after it, failed: " + e.getCause());
        }
    }

    @Override
    public void close() {
        watch.close();
        tester.close();
    }

    /** What came of one question. */
    record Outcome(Stage stage, String answer) {}

    private Decision outcome(Ask ask) {
        Stage stage = ask.event().stage();
        try {
            Decision decision = await(ask);
            answered.merge(stage, 1, Integer::sum);
            outcomes.add(new Outcome(stage, decision.toString()));
            complete(ask.event(), decision);
            return decision;
        } catch (PluginFailure e) {
            outcomes.add(new Outcome(stage, e.kind().toString()));
            add(kind(e), stage, e.reason());
            if (e.kind() == PluginFailure.Kind.TIMEOUT) {
                silent.add(stage);
            } else {
                answered.merge(stage, 1, Integer::sum);
            }
            return Decision.pass();
        }
    }

    /** A plugin that does not answer at once may wait for a timer, so most of the budget is skipped by moving the clock. */
    private Decision await(Ask ask) {
        if (!ask.closesWithin(AT_LEAST)) {
            testVertx.advance(Duration.ofMillis(ask.event().budget() * 4 / 5));
        }
        return ask.decision();
    }

    private static Finding.Kind kind(PluginFailure failure) {
        return switch (failure.kind()) {
            case START -> Finding.Kind.START;
            case TIMEOUT -> Finding.Kind.NO_ANSWER;
            case EXCEPTION -> Finding.Kind.EXCEPTION;
            case MALFORMED -> Finding.Kind.MALFORMED;
        };
    }

    /** A retry is followed until the server would call it malformed, a challenge by a few responses. */
    private void follow(Ask first) {
        Ask ask = first;
        Decision decision = outcome(ask);
        while (decision.kind() == DecisionKind.RETRY) {
            ask = tester.begin(ask.inNextRound());
            decision = outcome(ask);
        }
        for (int i = 0; decision.kind() == DecisionKind.CHALLENGE && i < RESPONSES; i++) {
            ask = tester.begin(ask.response(Buffer.buffer("response")));
            decision = outcome(ask);
        }
    }

    /** An inbox says of each recipient what became of the message. */
    private void complete(Event event, Decision decision) {
        if (event instanceof Deliver && decision instanceof Decision.Delivered delivered) {
            List<String> asked = addresses(event.recipients().stream().map(Recipient::address));
            List<String> named = addresses(delivered.results().stream().map(DeliveryResult::recipient));
            if (!asked.equals(named)) {
                add(
                        Finding.Kind.NO_ANSWER,
                        event.stage(),
                        "results for " + named + ", expected one for each of " + asked);
            }
        }
    }

    private static List<String> addresses(Stream<?> addresses) {
        return addresses.map(Object::toString).sorted().toList();
    }

    /** An answer after the budget changes nothing in a session, but it shows that the plugin is slow and not dead. */
    private void awaitLate() {
        if (silent.isEmpty()) {
            return;
        }
        testVertx.advance(LATE);
        for (Stage stage : silent) {
            if (replies.answered(stage) > answered.getOrDefault(stage, 0)) {
                add(Finding.Kind.LATE_ANSWER, stage, "an answer came after the budget");
            }
        }
    }

    private void lookAround() {
        List<String> own = List.of(Addresses.commands(Node.of(tester.vertx()).id(), 0), Addresses.PLUGINS);
        registrations
                .since(own)
                .forEach(address -> add(Finding.Kind.LEFT_BEHIND, null, "a consumer of '" + address + "'"));
        testVertx.deployed().forEach(verticle -> add(Finding.Kind.LEFT_BEHIND, null, "a verticle, " + verticle));
    }

    private void add(Finding.Kind kind, Stage stage, String text) {
        findings.add(new Finding(kind, stage, text));
    }
}
