package dev.postern.contract.options;

import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a plugin's jar says of the plugin, so that it is run by its name as those that come with Postern: {@code --deploy} and
 * the configuration know it, its options stand under {@code plugins.<name>}, and are read and checked before anything starts.
 *
 * <p>The class is public, has a public constructor without parameters, and stands by its name in the jar's file {@code
 * META-INF/services/dev.postern.contract.options.PluginDescriptor}. A complete one:
 *
 * <pre>{@code
 * public final class MannersDescriptor implements PluginDescriptor {
 *     static final Option<List<String>> WORDS = Option.of(
 *             "words", Kind.list(Kind.text()), new JsonArray().add("please"), "what a polite client says");
 *     static final Option<Boolean> STRICT = Option.of("strict", Kind.flag(), false, "whether all of them are needed");
 *
 *     public String name() {
 *         return "manners";
 *     }
 *
 *     public String help() {
 *         return "refuses clients without manners";
 *     }
 *
 *     public List<Option<?>> options() {
 *         return List.of(WORDS, STRICT);
 *     }
 *
 *     public GroupOptions group() {
 *         return GroupOptions.eventLoop(name());
 *     }
 *
 *     public Supplier<Plugin> plugin(PluginSetup setup) {
 *         List<String> words = setup.options().get(WORDS);
 *         boolean strict = setup.options().get(STRICT);
 *         return () -> new Manners(words, strict);
 *     }
 * }
 * }</pre>
 */
public interface PluginDescriptor {
    /** The name of the plugin and of its group: lower-case letters, digits and {@code -}, a letter first; {@code smtp} is taken. */
    String name();

    /** What the plugin does, in one line without a full stop. */
    String help();

    /** Its options, in the order in which they are shown. */
    List<Option<?>> options();

    /** How it runs: four worker threads where nothing is said, which may block. */
    default GroupOptions group() {
        return GroupOptions.worker(name());
    }

    /** The version of the plugin, for people: that of its jar's manifest. */
    default String version() {
        String fromManifest = getClass().getPackage().getImplementationVersion();
        return fromManifest == null ? "development" : fromManifest;
    }

    /** Whether it runs where {@code --deploy} names nothing and no chain names it. */
    default boolean runsUnasked() {
        return false;
    }

    /**
     * Whether the options go together. Called where each of them can be read, whether the plugin runs here or not, on an event
     * loop: it looks at nothing but the values.
     */
    default List<Flaw> checkOptions(OptionValues options) {
        return List.of();
    }

    /**
     * Whether the plugin could start with what the options name, such as files. Called by {@code --check} and before the start,
     * where the plugin runs here, off the event loops: it may block, and leaves no trace.
     */
    default List<Flaw> checkFiles(OptionValues options) {
        return List.of();
    }

    /** What the text at the start says of it. */
    default StartNotes notes(OptionValues options) {
        return StartNotes.NONE;
    }

    /** Its commands. */
    default List<PluginCommand> commands() {
        return List.of();
    }

    /**
     * Prepares the plugin; may throw IllegalArgumentException, naming what is wrong. The supplier makes one instance at each call.
     */
    Supplier<? extends Plugin> plugin(PluginSetup setup);
}
