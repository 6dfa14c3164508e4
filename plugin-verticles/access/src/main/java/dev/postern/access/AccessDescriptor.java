package dev.postern.access;

import dev.postern.contract.options.Flaw;
import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.contract.options.PluginSetup;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.support.BadFileException;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the launcher knows of the plugin. */
public final class AccessDescriptor implements PluginDescriptor {
    static final Option<Path> FILE =
            Option.optional("file", Kind.path(), "a file of rules, one a line; it is read again when it changes");
    static final Option<List<String>> RULES = Option.of(
            "rules",
            Kind.list(Kind.text().where(rule -> Rules.of(List.of(rule)))).where(Rules::of),
            new JsonArray(),
            "rules beside it, such as [\"deny 198.51.100.0/24 go away\", \"allow 198.51.100.7\"]; the smallest network"
                    + " decides, and where both name the same one, these");
    static final Option<String> ALLOWED = Option.of(
            "allowed",
            Kind.oneOf("accept", "pass"),
            "accept",
            "what allowed means: accept (later groups are not asked about the address) or pass (they are)");
    static final Option<Integer> CODE = Option.of(
            "code",
            Kind.oneOf("421", "521", "554").as(Integer::valueOf),
            554,
            "of a refusal: 554 (a greeting that says no), 521 (the same, and close) or 421 (not now)");

    @Override
    public String name() {
        return "access";
    }

    @Override
    public String help() {
        return "which networks may connect";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(FILE, RULES, ALLOWED, CODE);
    }

    @Override
    public GroupOptions group() {
        return GroupOptions.eventLoop(name());
    }

    @Override
    public List<Flaw> checkFiles(OptionValues options) {
        Optional<Path> file = options.find(FILE);
        try {
            if (file.isPresent()) {
                Access.check(file.get());
            }
            return List.of();
        } catch (BadFileException e) {
            return List.of(Flaw.of(FILE, e.getMessage()));
        }
    }

    @Override
    public Supplier<Access> plugin(PluginSetup setup) {
        OptionValues options = setup.options();
        return Access.sharing(new AccessOptions(
                options.find(FILE).orElse(null),
                options.get(RULES),
                options.get(ALLOWED).equals("accept"),
                options.get(CODE)));
    }
}
