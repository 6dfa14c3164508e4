package dev.postern.launcher.config;

import static dev.postern.contract.options.Option.of;

import dev.postern.contract.EffectKind;
import dev.postern.contract.Stage;
import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.Scalar;
import dev.postern.contract.wire.CommandKind;
import dev.postern.launcher.yaml.ShippedFile;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.ChainLink.FailurePolicy;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The chains, and a group in one of them. */
final class ChainOptions {
    private static final Option<String> GROUP =
            Option.required("group", Kinds.NAME, "the group of plugins that is asked");
    private static final Option<Integer> TIER =
            of("tier", Kind.number(0, 1000), 0, "groups with the same number are asked at the same time; 0: alone");
    private static final Option<List<Stage>> STAGES = of(
            "stages", Kind.list(stage()), new JsonArray(), "where it is asked, of the stages it declares; empty: all");
    private static final Option<Duration> BUDGET =
            Option.optional("budget", Kind.time(1), "how long it may take; empty: smtp.budgets");
    private static final Option<Map<Stage, FailurePolicy>> ON_FAILURE = of(
            "on-failure",
            Kind.byStage(Kinds.oneOf(FailurePolicy.class, "tempfail", "reject", "pass")),
            "tempfail",
            "what a failure costs, for all stages or by stage");
    private static final Option<Boolean> REQUIRED =
            of("required", Kind.flag(), false, "always asked; no port opens before it has been seen");
    private static final Option<Boolean> ADMITS =
            of("admits", Kind.flag(), false, "whether its accept opens a recipient");
    private static final Option<List<String>> MAY =
            of("may", Kind.list(effectOrCommand()), new JsonArray(), "effects and commands it may use; empty: all");

    static final Option<Map<String, List<OptionValues>>> CHAINS = of(
            "chains",
            Kind.entries(
                    Kinds.NAME,
                    Kind.list(Kind.section(GROUP, TIER, STAGES, BUDGET, ON_FAILURE, REQUIRED, ADMITS, MAY))),
            ShippedFile.at("chains"),
            "who decides, by the name that a listener uses; the groups of a chain are asked in this order");

    private ChainOptions() {}

    static ChainLink link(OptionValues given) {
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        stages.addAll(given.get(STAGES));
        return new ChainLink(
                given.get(GROUP),
                given.get(TIER),
                stages,
                given.find(BUDGET).map(Duration::toMillis).orElse(0L),
                given.get(ON_FAILURE),
                new ChainLink.Role(given.get(REQUIRED), given.get(ADMITS)),
                Set.copyOf(given.get(MAY)));
    }

    /** A stage, by its key. */
    static Scalar<Stage> stage() {
        return Kind.oneOf(Arrays.stream(Stage.values()).map(Stage::key).toArray(String[]::new))
                .as(Stage::of);
    }

    private static Scalar<String> effectOrCommand() {
        return Kind.oneOf(Stream.concat(
                        Arrays.stream(EffectKind.values()).map(EffectKind::key),
                        Arrays.stream(CommandKind.values()).map(CommandKind::key))
                .distinct()
                .toArray(String[]::new));
    }
}
