import dev.postern.contract.options.*;
import dev.postern.contract.plugin.*;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.function.Supplier;

public final class CourtesyDescriptor implements PluginDescriptor {
    static final Option<List<String>> NAMES = Option.of(
            "names", Kind.list(Kind.text()), new JsonArray().add("localhost"), "what a client must not call itself");
    static final Option<String> TEXT = Option.of("text", Kind.text(), "that is my name", "what it is told then");

    @Override
    public String name() {
        return "courtesy";
    }

    @Override
    public String help() {
        return "refuses clients that take the name of somebody else";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(NAMES, TEXT);
    }

    @Override
    public GroupOptions group() {
        return GroupOptions.eventLoop(name());
    }

    @Override
    public StartNotes notes(OptionValues options) {
        return StartNotes.NONE.withDuties(StartNotes.Duty.CHECKS_SENDERS);
    }

    @Override
    public Supplier<Courtesy> plugin(PluginSetup setup) {
        List<String> names = setup.options().get(NAMES);
        String text = setup.options().get(TEXT);
        return () -> new Courtesy(names, text);
    }
}
