package dev.postern.passwords;

import dev.postern.contract.options.Flaw;
import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.PluginCommand;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.contract.options.PluginSetup;
import dev.postern.contract.options.StartNotes;
import dev.postern.passwords.command.UserCommand;
import dev.postern.passwords.users.UsersFile;
import dev.postern.support.BadFileException;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;

/** What the launcher knows of the plugin. */
public final class PasswordsDescriptor implements PluginDescriptor {
    static final Option<Path> FILE = Option.of(
            "file",
            Kind.path(),
            "./users",
            "the file of the users; `java -jar postern.jar user add NAME` makes it, and it is read again when it changes");
    static final Option<List<String>> MECHANISMS = Option.of(
            "mechanisms",
            Kind.list(Kind.oneOf(PasswordsOptions.MECHANISMS.toArray(String[]::new)), 1),
            new JsonArray().add("PLAIN").add("LOGIN").add("SCRAM-SHA-256").add("SCRAM-SHA-256-PLUS"),
            "PLAIN, LOGIN, SCRAM-SHA-256, SCRAM-SHA-256-PLUS, OAUTHBEARER (tokens), EXTERNAL (client certificates);"
                    + " SCRAM is for users with SCRAM keys (user add --scram): leave it out where others use clients that"
                    + " prefer it");
    static final Option<Duration> DELAY = Option.of(
            "delay",
            Kind.time(0).where(PasswordsDescriptor::requireShort),
            "1s",
            "who may not log in hears so after this time, at most 60s");
    static final Option<Integer> AT_ONCE = Option.of(
            "at-once",
            Kind.number(0, 64),
            0,
            "passwords hashed at the same time; each takes 19 MiB and a processor; 0: half of the processors, at most 8");

    private static final int AT_ONCE_LIMIT = 8;

    @Override
    public String name() {
        return "passwords";
    }

    @Override
    public String help() {
        return "who may log in";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(FILE, MECHANISMS, DELAY, AT_ONCE);
    }

    @Override
    public List<Flaw> checkFiles(OptionValues options) {
        try {
            new UsersFile(options.get(FILE)).check();
            return List.of();
        } catch (BadFileException e) {
            return List.of(Flaw.of(FILE, e.getMessage()));
        }
    }

    @Override
    public StartNotes notes(OptionValues options) {
        return StartNotes.NONE.withDuties(StartNotes.Duty.KNOWS_LOGINS);
    }

    @Override
    public List<PluginCommand> commands() {
        return List.of(new UserCommand(FILE));
    }

    @Override
    public Supplier<Passwords> plugin(PluginSetup setup) {
        OptionValues options = setup.options();
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        int atOnce = options.get(AT_ONCE);
        return Passwords.sharing(new PasswordsOptions(
                options.get(FILE),
                new LinkedHashSet<>(options.get(MECHANISMS)),
                options.get(DELAY).toMillis(),
                atOnce == 0 ? Math.min(half, AT_ONCE_LIMIT) : atOnce));
    }

    private static void requireShort(Duration delay) {
        if (delay.toMillis() > PasswordsOptions.DELAY_LIMIT) {
            throw new IllegalArgumentException(
                    delay.toMillis() + " ms, expected at most " + PasswordsOptions.DELAY_LIMIT);
        }
    }
}
