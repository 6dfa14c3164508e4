package dev.postern.launcher.config;

import dev.postern.contract.Stage;
import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.OptionValues;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The section {@code observers}. */
public final class ObserverSections {
    private static final String KEY = "observers";
    private static final String OPTIONS_KEY = "options";
    private static final Option<String> CLASS = Option.required(
            "class", PluginOptions.CLASS, "an observer of your own: its class, which must be on the class path");
    private static final Option<List<Stage>> STAGES = Option.of(
            "stages",
            Kind.list(ChainOptions.stage()),
            new JsonArray(),
            "what it is told of, of the stages that it understands; empty: all of them");

    private ObserverSections() {}

    /**
     * One of them.
     *
     * @param stages that it is told of; empty is all that it understands
     */
    public record Section(String name, String className, Set<Stage> stages, JsonObject options) {
        /** The path of one of its options. */
        public String path(String key) {
            return KEY + "." + name + "." + key;
        }
    }

    static Option<?> option() {
        return Option.of(
                KEY,
                Kind.entries(
                        Kinds.NAME,
                        Kind.section(
                                CLASS,
                                STAGES,
                                Option.of(
                                        OPTIONS_KEY,
                                        Kind.anything(),
                                        new JsonObject(),
                                        "what its constructor gets, as a JsonObject"))),
                new JsonObject(),
                "who is told what happened, by names that you choose");
    }

    /** All of them, of a configuration in which nothing is wrong with them. */
    public static List<Section> all(Configuration configuration) {
        JsonObject observers = configuration.section(KEY);
        return observers.fieldNames().stream()
                .map(name -> section(name, observers.getJsonObject(name)))
                .toList();
    }

    private static Section section(String name, JsonObject given) {
        OptionValues values = new OptionValues(given);
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        stages.addAll(values.get(STAGES));
        return new Section(name, values.get(CLASS), stages, given.getJsonObject(OPTIONS_KEY));
    }
}
