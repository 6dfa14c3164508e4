package dev.postern.launcher.config;

import static dev.postern.contract.options.Option.of;
import static dev.postern.contract.options.Option.required;

import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.contract.options.Scalar;
import dev.postern.contract.options.Section;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The section {@code plugins}: those that bring a descriptor, each with its options, and the operator's own by their class. */
final class PluginOptions {
    static final Scalar<String> CLASS = Kind.pattern("the name of a class, as com.example.Manners", "[\\w.$]{1,255}");

    private PluginOptions() {}

    static Option<?> all(List<PluginDescriptor> descriptors) {
        List<Option<?>> known = new ArrayList<>();
        for (PluginDescriptor descriptor : descriptors) {
            Option<?>[] options = descriptor.options().toArray(Option<?>[]::new);
            known.add(Option.section(descriptor.name(), descriptor.help(), options));
        }
        Section section = new Section(known, Kind.entries(Kinds.NAME, own()));
        return of("plugins", section, null, "the plugins in this jar, and your own by their names");
    }

    private static Section own() {
        return Kind.section(
                required("class", CLASS, "a plugin of your own: its class, which must be on the class path"),
                of(
                        "threading",
                        Kind.oneOf("worker", "event-loop"),
                        "worker",
                        "threads of its own, or the event loops if it promises never to block"),
                of("instances", Kind.number(0, 1024), 0, "how many; 0: 4 workers, or one for each event loop"),
                of("options", Kind.anything(), new JsonObject(), "what its constructor gets, as a JsonObject"));
    }
}
