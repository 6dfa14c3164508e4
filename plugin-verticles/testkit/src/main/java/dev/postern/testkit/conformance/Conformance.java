package dev.postern.testkit.conformance;

import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.contract.plugin.PluginDeployment;
import dev.postern.contract.wire.Declaration;
import dev.postern.testkit.PluginFailure;
import dev.postern.testkit.bus.LocalTransport;
import dev.postern.testkit.bus.RemoteTransport;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Examines any plugin, without a server: what every plugin must do, whatever it decides. It is asked at each stage that it
 * declares, on connections of several kinds, through JSON and by reference, one instance alone and two in turns; and it is
 * taken away and brought again. What can be wrong is listed in {@link Finding.Kind}.
 *
 * <p>The plugin runs as it would in a server: with what it was configured with, it does what it does, an inbox stores mail.
 */
public final class Conformance {
    private static final Duration BUDGET = Duration.ofSeconds(5);

    private final GroupOptions options;
    private final Supplier<? extends Plugin> factory;
    private final Duration budget;
    private final List<Event> more;

    private Conformance(GroupOptions options, Supplier<? extends Plugin> factory, Duration budget, List<Event> more) {
        this.options = options;
        this.factory = factory;
        this.budget = budget;
        this.more = List.copyOf(more);
    }

    /** A plugin that runs on event loops. */
    public static Conformance of(Supplier<? extends Plugin> factory) {
        return of(GroupOptions.eventLoop("plugin"), factory);
    }

    /**
     * A plugin that is deployed as these options say; the number of instances is the examination's own affair.
     *
     * @param factory makes one plugin; called several times
     */
    public static Conformance of(GroupOptions options, Supplier<? extends Plugin> factory) {
        return new Conformance(options, factory, BUDGET, List.of());
    }

    /**
     * The plugin has this long for each answer, instead of 5 s. What it waits for with a timer of Vert.x is not waited for
     * here; for what comes from elsewhere it has a fifth of the budget by the system's clock. A stage that has been silent
     * once is not asked again.
     */
    public Conformance withBudget(Duration other) {
        return new Conformance(options, factory, other, more);
    }

    /** These are asked too, after the others, in this order. */
    public Conformance with(Event... events) {
        List<Event> all = new ArrayList<>(more);
        all.addAll(List.of(events));
        return new Conformance(options, factory, budget, all);
    }

    /** @throws AssertionError naming every finding, if there is one */
    public void check() {
        List<Finding> findings = findings();
        if (!findings.isEmpty()) {
            throw new AssertionError(findings.stream()
                    .map(Finding::toString)
                    .collect(Collectors.joining("\n  ", "plugin '" + options.group() + "' does not conform:\n  ", "")));
        }
    }

    /** What the plugin does wrong: the first of each kind at each stage. */
    public List<Finding> findings() {
        try (ConformanceRun alone = run(1, RemoteTransport::new)) {
            List<Event> script = script(alone.declaration());
            List<Finding> findings = new ArrayList<>(objections(alone.declaration()));
            alone.play(script);
            alone.playAtOnce(script);
            List<ConformanceRun.Outcome> outcomes = List.copyOf(alone.outcomes());
            alone.leave();
            findings.addAll(alone.findings());
            if (alone.isOrderly()) {
                findings.addAll(compare(script, outcomes));
            }
            return firstOfEach(findings);
        } catch (PluginFailure e) {
            return List.of(new Finding(Finding.Kind.START, null, e.reason()));
        }
    }

    private List<Finding> compare(List<Event> script, List<ConformanceRun.Outcome> alone) {
        List<Finding> findings = new ArrayList<>();
        List<ConformanceRun.Outcome> local = outcomes(1, LocalTransport::new, script, findings);
        List<ConformanceRun.Outcome> inTurns = outcomes(2, RemoteTransport::new, script, findings);
        // One that answers otherwise each time, by the clock or by what is elsewhere, cannot be compared.
        if (local.equals(alone) && !inTurns.equals(alone)) {
            findings.add(difference(alone, inTurns));
        }
        return findings;
    }

    private static Finding difference(List<ConformanceRun.Outcome> alone, List<ConformanceRun.Outcome> inTurns) {
        int i = 0;
        while (i < alone.size() - 1 && i < inTurns.size() - 1 && alone.get(i).equals(inTurns.get(i))) {
            i++;
        }
        String text = "one instance answered " + alone.get(i).answer() + ", two in turns "
                + inTurns.get(i).answer() + ": what is to be remembered goes into data";
        return new Finding(Finding.Kind.STATE, alone.get(i).stage(), text);
    }

    private List<ConformanceRun.Outcome> outcomes(
            int instances,
            BiFunction<Vertx, PluginDeployment, RemoteTransport> transports,
            List<Event> script,
            List<Finding> findings) {
        try (ConformanceRun run = run(instances, transports)) {
            run.play(script);
            run.playAtOnce(script);
            findings.addAll(run.findings());
            return run.outcomes();
        }
    }

    private ConformanceRun run(int instances, BiFunction<Vertx, PluginDeployment, RemoteTransport> transports) {
        return new ConformanceRun(options.withInstances(instances), factory, transports);
    }

    private List<Event> script(Declaration declared) {
        List<Event> script = new ArrayList<>(ConformanceScript.of(declared, budget));
        script.addAll(more);
        return script;
    }

    private static List<Finding> objections(Declaration declared) {
        List<Finding> findings = new ArrayList<>();
        if (declared.stages().isEmpty()) {
            findings.add(declaration("no stage is overridden, so nobody ever asks it"));
        }
        for (Stage stage : declared.concurrent()) {
            if (!stage.asks() || !declared.stages().contains(stage)) {
                findings.add(
                        declaration("concurrent() names " + stage.key() + ", which is not overridden or not asked"));
            }
        }
        if (!declared.extensions().isEmpty() && !declared.inbox()) {
            findings.add(declaration("extensions() is for an inbox, but onDeliver is not overridden"));
        }
        return findings;
    }

    private static Finding declaration(String text) {
        return new Finding(Finding.Kind.DECLARATION, null, text);
    }

    private static List<Finding> firstOfEach(Collection<Finding> findings) {
        Map<String, Finding> first = new LinkedHashMap<>();
        findings.forEach(finding -> first.putIfAbsent(finding.kind() + " " + finding.stage(), finding));
        return List.copyOf(first.values());
    }
}
