package dev.postern.maildir;

import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.contract.options.PluginSetup;
import dev.postern.contract.options.StartNotes;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** What the launcher knows of the plugin. */
public final class MaildirDescriptor implements PluginDescriptor {
    static final Option<Path> PATH = Option.of("path", Kind.folder(), "./mail", "the folder of the mailboxes");
    static final Option<Boolean> DELIVERED_TO =
            Option.of("delivered-to", Kind.flag(), true, "whether each copy says in Delivered-To whom it was for");
    static final Option<String> DEFAULT_DOMAIN = Option.optional(
            "default-domain",
            Kind.pattern("a domain name", "[^\\s@,;:/\"']{1,255}"),
            "RCPT TO:Postmaster, without a domain, is the postmaster of this one; empty: the first of"
                    + " plugins.recipients.domains, or smtp.hostname if there is none");

    @Override
    public String name() {
        return "maildir";
    }

    @Override
    public String help() {
        return "keeps mail in Maildir folders, one for each recipient";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(PATH, DELIVERED_TO, DEFAULT_DOMAIN);
    }

    @Override
    public boolean runsUnasked() {
        return true;
    }

    @Override
    public StartNotes notes(OptionValues options) {
        return StartNotes.NONE.withDestination(
                options.get(PATH).toAbsolutePath().normalize().toString());
    }

    @Override
    public Supplier<Maildir> plugin(PluginSetup setup) {
        MaildirOptions options = read(setup);
        return () -> new Maildir(options);
    }

    static MaildirOptions read(PluginSetup setup) {
        OptionValues options = setup.options();
        return new MaildirOptions(
                options.get(PATH),
                options.get(DELIVERED_TO),
                options.find(DEFAULT_DOMAIN).orElse(setup.domain()));
    }
}
