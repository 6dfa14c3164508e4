package dev.postern.smtp;

import dev.postern.contract.Decision;
import dev.postern.contract.Declaration;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Groups that answer as a test says, and remember what they were asked. */
final class ScriptedGroups implements Groups {
    private final Map<String, Map<Stage, Function<Event, Future<Answer>>>> scripts = new HashMap<>();
    private final Map<String, Declaration> declarations = new HashMap<>();
    private final List<Event> asked = new ArrayList<>();
    private final List<Event> sent = new ArrayList<>();
    private long revision;

    /** The group is there and answers this at that stage. */
    ScriptedGroups on(String group, Stage stage, Function<Event, Decision> answer) {
        return later(
                group, stage, event -> Future.succeededFuture(Answer.decided(answer.apply(event), group + "-0", 1.0)));
    }

    /** The same with an answer that comes when the test wants it, or is a failure. */
    ScriptedGroups later(String group, Stage stage, Function<Event, Future<Answer>> answer) {
        scripts.computeIfAbsent(group, name -> new HashMap<>()).put(stage, answer);
        Set<Stage> stages = EnumSet.copyOf(scripts.get(group).keySet());
        Set<String> mechanisms = stages.contains(Stage.AUTHENTICATE) ? Set.of("PLAIN", "LOGIN") : Set.of();
        boolean inbox = stages.contains(Stage.DELIVER);
        declarations.put(
                group,
                new Declaration(
                        stages,
                        Set.of(),
                        Set.of("NOOP", "XSHOUT"),
                        mechanisms,
                        inbox,
                        inbox ? Set.of("8BITMIME", "SMTPUTF8") : Set.of()));
        revision++;
        return this;
    }

    /** What was asked, in order, as {@code rcptto recipients}. */
    List<Event> asked() {
        return asked;
    }

    List<Event> sent() {
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
        return true;
    }

    @Override
    public Future<Answer> ask(String group, Event event, long budget) {
        asked.add(event);
        Map<Stage, Function<Event, Future<Answer>>> script = scripts.get(group);
        if (script == null) {
            return Future.succeededFuture(Answer.failed(Failure.NO_INSTANCE, "nobody", null, 0));
        }
        return script.get(event.stage()).apply(event);
    }

    @Override
    public void send(String group, Event event) {
        sent.add(event);
    }
}
