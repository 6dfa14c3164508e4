package dev.postern.smtp.dialogue;

import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.contract.wire.Declaration;
import dev.postern.smtp.plugins.CallResult;
import dev.postern.smtp.plugins.Failure;
import dev.postern.smtp.plugins.KnownGroups;
import dev.postern.smtp.plugins.PluginClient;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Groups that answer as a test says, and remember what they were asked. */
public final class ScriptedPluginClient implements PluginClient, KnownGroups {
    /** One ask as it went out. */
    public record Ask(String group, Event event, long budget) {}

    private final Clock clock;
    private final Map<String, Map<Stage, Function<Event, Future<CallResult>>>> scripts = new HashMap<>();
    private final Map<String, Declaration> declarations = new HashMap<>();
    private final List<Ask> asked = new ArrayList<>();
    private final List<Ask> sent = new ArrayList<>();
    private final Set<String> elsewhere = new HashSet<>();
    private final Map<String, Set<Stage>> concurrent = new HashMap<>();
    private final Map<String, Set<String>> mechanisms = new HashMap<>();
    private final Map<String, Set<String>> verbs = new HashMap<>();
    private final Map<String, Set<String>> honoured = new HashMap<>();
    private long revision;

    public ScriptedPluginClient(Clock clock) {
        this.clock = clock;
    }

    /** The group has said hello; what it declares follows from what it is to do. */
    public ScriptedPluginClient seen(String group) {
        scripts.computeIfAbsent(group, name -> new HashMap<>());
        return declare(group, scripts.get(group).keySet());
    }

    /** The group is there and answers this at that stage. */
    public ScriptedPluginClient on(String group, Stage stage, Function<Event, Decision> answer) {
        return later(
                group,
                stage,
                event -> Future.succeededFuture(CallResult.decided(answer.apply(event), group + "-0", 1.0)));
    }

    /** The same with the same decision each time. */
    public ScriptedPluginClient on(String group, Stage stage, Decision decision) {
        return on(group, stage, event -> decision);
    }

    /** The same with an answer that comes when the test wants it, or is a failure. */
    public ScriptedPluginClient later(String group, Stage stage, Function<Event, Future<CallResult>> answer) {
        scripts.computeIfAbsent(group, name -> new HashMap<>()).put(stage, answer);
        return declare(group, scripts.get(group).keySet());
    }

    /** The group is there and fails at that stage. */
    public ScriptedPluginClient fails(String group, Stage stage, Failure failure) {
        return later(
                group,
                stage,
                event -> Future.succeededFuture(CallResult.failed(failure, "as the test wants", group + "-0", 1.0)));
    }

    /** The answer waits in the promise that this returns; completed once per ask. */
    public Promise<CallResult> holds(String group, Stage stage) {
        Promise<CallResult> held = Promise.promise();
        later(group, stage, event -> held.future());
        return held;
    }

    /** An ask that waits for the test. */
    public record Held(Event event, Promise<CallResult> answer) {
        public void decide(Decision decision) {
            answer.complete(CallResult.decided(decision, "held", 1.0));
        }

        /** The recipient in question. */
        public String recipient() {
            return ((RcptTo) event).recipient().address().toString();
        }
    }

    /** Each answer waits for the test; the list grows with the asks. */
    public List<Held> keeps(String group, Stage stage) {
        List<Held> held = new ArrayList<>();
        later(group, stage, event -> {
            held.add(new Held(event, Promise.promise()));
            return held.get(held.size() - 1).answer().future();
        });
        return held;
    }

    /** Each answer comes so many milliseconds after its ask. */
    public ScriptedPluginClient after(
            String group, Stage stage, Function<Event, Long> milliseconds, Function<Event, Decision> answer) {
        return later(group, stage, event -> {
            Promise<CallResult> answered = Promise.promise();
            long delay = milliseconds.apply(event);
            clock.after(
                    delay, () -> answered.tryComplete(CallResult.decided(answer.apply(event), group + "-0", delay)));
            return answered.future();
        });
    }

    /** The group takes several asks of one connection at once. */
    public ScriptedPluginClient concurrent(String group, Stage... stages) {
        concurrent.put(group, Set.of(stages));
        return seen(group);
    }

    /** The group wants to see these verbs, and not NOOP and XSHOUT. */
    public ScriptedPluginClient verbs(String group, String... names) {
        verbs.put(group, Set.of(names));
        return seen(group);
    }

    /** The group decides these mechanisms, and not PLAIN and LOGIN. */
    public ScriptedPluginClient mechanisms(String group, String... names) {
        mechanisms.put(group, Set.of(names));
        return seen(group);
    }

    /** The group honours these extensions as an inbox, and not 8BITMIME and SMTPUTF8. */
    public ScriptedPluginClient honours(String group, String... keywords) {
        honoured.put(group, Set.of(keywords));
        return seen(group);
    }

    /** The group wants to be informed at this stage. */
    public ScriptedPluginClient wants(String group, Stage stage) {
        return later(group, stage, event -> Future.failedFuture("not a stage that is asked"));
    }

    /** The group runs on another node only. */
    public ScriptedPluginClient elsewhere(String group) {
        elsewhere.add(group);
        return this;
    }

    private ScriptedPluginClient declare(String group, Set<Stage> stages) {
        Set<String> decides = mechanisms.getOrDefault(group, Set.of("PLAIN", "LOGIN"));
        boolean inbox = stages.contains(Stage.DELIVER);
        Set<String> honours = honoured.getOrDefault(group, Set.of("8BITMIME", "SMTPUTF8"));
        Set<String> extensions = inbox ? honours : Set.of();
        declarations.put(
                group,
                new Declaration(
                        stages,
                        concurrent.getOrDefault(group, Set.of()),
                        verbs.getOrDefault(group, Set.of("NOOP", "XSHOUT")),
                        stages.contains(Stage.AUTHENTICATE) ? decides : Set.of(),
                        inbox,
                        extensions));
        revision++;
        return this;
    }

    /** What was asked, in order. */
    public List<Ask> asked() {
        return asked;
    }

    /** What was asked at one stage, in order. */
    public List<Ask> asked(Stage stage) {
        return asked.stream().filter(ask -> ask.event().stage() == stage).toList();
    }

    /** The groups that were asked at one stage, in order. */
    public List<String> askedAt(Stage stage) {
        return asked(stage).stream().map(Ask::group).toList();
    }

    /** The recipients about which a group was asked, in order. */
    public List<String> askedAbout(String group) {
        return asked(Stage.RCPTTO).stream()
                .filter(ask -> ask.group().equals(group))
                .map(ask -> ((RcptTo) ask.event()).recipient().address().local())
                .toList();
    }

    public List<Ask> sent() {
        return sent;
    }

    @Override
    public KnownGroups known() {
        return this;
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public Declaration declaration(String group) {
        return declarations.get(group);
    }

    @Override
    public boolean isLocal(String group) {
        return !elsewhere.contains(group);
    }

    /** As over the bus, an ask without an answer within its budget fails. */
    @Override
    public Future<CallResult> ask(String group, Event event, long budget) {
        asked.add(new Ask(group, event, budget));
        Map<Stage, Function<Event, Future<CallResult>>> script = scripts.get(group);
        if (script == null) {
            return Future.succeededFuture(CallResult.failed(Failure.NO_INSTANCE, "nobody", null, 0));
        }
        Future<CallResult> answer = script.get(event.stage()).apply(event);
        if (answer.isComplete()) {
            return answer;
        }
        Promise<CallResult> inTime = Promise.promise();
        Clock.Alarm alarm = clock.after(
                budget,
                () -> inTime.tryComplete(CallResult.failed(Failure.TIMEOUT, "no answer", group + "-0", budget)));
        answer.onComplete(done -> {
            alarm.cancel();
            inTime.tryComplete(done.result());
        });
        return inTime.future();
    }

    @Override
    public void send(String group, Event event) {
        sent.add(new Ask(group, event, 0));
    }
}
