package dev.postern.smtp;

import dev.postern.contract.Decision;
import dev.postern.contract.Declaration;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
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
final class ScriptedGroups implements Groups {
    /** One ask as it went out. */
    record Ask(String group, Event event, long budget) {}

    private final Clock clock;
    private final Map<String, Map<Stage, Function<Event, Future<Answer>>>> scripts = new HashMap<>();
    private final Map<String, Declaration> declarations = new HashMap<>();
    private final List<Ask> asked = new ArrayList<>();
    private final List<Ask> sent = new ArrayList<>();
    private final Set<String> elsewhere = new HashSet<>();
    private long revision;

    ScriptedGroups(Clock clock) {
        this.clock = clock;
    }

    /** The group has said hello; what it declares follows from what it is to do. */
    ScriptedGroups seen(String group) {
        scripts.computeIfAbsent(group, name -> new HashMap<>());
        return declare(group, scripts.get(group).keySet());
    }

    /** The group is there and answers this at that stage. */
    ScriptedGroups on(String group, Stage stage, Function<Event, Decision> answer) {
        return later(
                group, stage, event -> Future.succeededFuture(Answer.decided(answer.apply(event), group + "-0", 1.0)));
    }

    /** The same with the same decision each time. */
    ScriptedGroups on(String group, Stage stage, Decision decision) {
        return on(group, stage, event -> decision);
    }

    /** The same with an answer that comes when the test wants it, or is a failure. */
    ScriptedGroups later(String group, Stage stage, Function<Event, Future<Answer>> answer) {
        scripts.computeIfAbsent(group, name -> new HashMap<>()).put(stage, answer);
        return declare(group, scripts.get(group).keySet());
    }

    /** The group is there and fails at that stage. */
    ScriptedGroups fails(String group, Stage stage, Failure failure) {
        return later(
                group,
                stage,
                event -> Future.succeededFuture(Answer.failed(failure, "as the test wants", group + "-0", 1.0)));
    }

    /** The answer waits in the promise that this returns; completed once per ask. */
    Promise<Answer> holds(String group, Stage stage) {
        Promise<Answer> held = Promise.promise();
        later(group, stage, event -> held.future());
        return held;
    }

    /** The group wants to be informed at this stage. */
    ScriptedGroups wants(String group, Stage stage) {
        return later(group, stage, event -> Future.failedFuture("not a stage that is asked"));
    }

    /** The group runs on another node only. */
    ScriptedGroups elsewhere(String group) {
        elsewhere.add(group);
        return this;
    }

    private ScriptedGroups declare(String group, Set<Stage> stages) {
        Set<String> mechanisms = stages.contains(Stage.AUTHENTICATE) ? Set.of("PLAIN", "LOGIN") : Set.of();
        boolean inbox = stages.contains(Stage.DELIVER);
        Set<String> extensions = inbox ? Set.of("8BITMIME", "SMTPUTF8") : Set.of();
        declarations.put(
                group, new Declaration(stages, Set.of(), Set.of("NOOP", "XSHOUT"), mechanisms, inbox, extensions));
        revision++;
        return this;
    }

    /** What was asked, in order. */
    List<Ask> asked() {
        return asked;
    }

    /** What was asked at one stage, in order. */
    List<Ask> asked(Stage stage) {
        return asked.stream().filter(ask -> ask.event().stage() == stage).toList();
    }

    /** Who was asked at one stage, in order. */
    List<String> askedAt(Stage stage) {
        return asked(stage).stream().map(Ask::group).toList();
    }

    List<Ask> sent() {
        return sent;
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

    /** As over the bus: what does not answer within its budget has failed. */
    @Override
    public Future<Answer> ask(String group, Event event, long budget) {
        asked.add(new Ask(group, event, budget));
        Map<Stage, Function<Event, Future<Answer>>> script = scripts.get(group);
        if (script == null) {
            return Future.succeededFuture(Answer.failed(Failure.NO_INSTANCE, "nobody", null, 0));
        }
        Future<Answer> answer = script.get(event.stage()).apply(event);
        if (answer.isComplete()) {
            return answer;
        }
        Promise<Answer> inTime = Promise.promise();
        Clock.Alarm alarm = clock.after(
                budget, () -> inTime.tryComplete(Answer.failed(Failure.TIMEOUT, "no answer", group + "-0", budget)));
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
