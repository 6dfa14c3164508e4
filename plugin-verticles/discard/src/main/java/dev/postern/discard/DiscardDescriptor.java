package dev.postern.discard;

import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.contract.options.PluginSetup;
import dev.postern.contract.options.StartNotes;
import dev.postern.contract.plugin.GroupOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What the launcher knows of the plugin. */
public final class DiscardDescriptor implements PluginDescriptor {
    static final Option<Duration> DELAY =
            Option.of("delay", Kind.time(0), "0s", "how long it takes for each message, as an inbox with a disk would");

    @Override
    public String name() {
        return "discard";
    }

    @Override
    public String help() {
        return "takes all mail and keeps nothing, for load tests and demonstrations";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(DELAY);
    }

    @Override
    public GroupOptions group() {
        return GroupOptions.eventLoop(name());
    }

    @Override
    public StartNotes notes(OptionValues options) {
        return StartNotes.NONE.withDestination("nowhere");
    }

    @Override
    public Supplier<Discard> plugin(PluginSetup setup) {
        Duration delay = setup.options().get(DELAY);
        return () -> new Discard(delay);
    }
}
