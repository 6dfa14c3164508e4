package dev.postern.recipients;

import dev.postern.contract.options.Flaw;
import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.contract.options.PluginSetup;
import dev.postern.contract.options.StartNotes;
import dev.postern.contract.plugin.GroupOptions;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What the launcher knows of the plugin. */
public final class RecipientsDescriptor implements PluginDescriptor {
    static final Option<List<String>> DOMAINS = Option.of(
            "domains",
            Kind.list(Kind.pattern("a domain name or an address literal", "[^\\s@]{1,255}")
                    .where(Domain::require)),
            new JsonArray().add("localhost"),
            "the domains that it answers for; about others it has no opinion, and with no other group they are refused");
    static final Option<List<String>> ADDRESSES = Option.optional(
            "addresses",
            Kind.list(Kind.pattern("user@domain, or @domain for every user of a domain", ".{0,64}@[^\\s@]{1,255}")
                    .where(KnownAddress::parse)),
            "who exists there, such as [ann@localhost, \"@example.org\"]: user@domain, or @domain for everybody of a domain;"
                    + " empty: everybody in all of the domains; postmaster always exists");

    @Override
    public String name() {
        return "recipients";
    }

    @Override
    public String help() {
        return "which recipients exist";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(DOMAINS, ADDRESSES);
    }

    @Override
    public GroupOptions group() {
        return GroupOptions.eventLoop(name());
    }

    @Override
    public boolean runsUnasked() {
        return true;
    }

    /** Each address by itself, so that each complaint has its place. */
    @Override
    public List<Flaw> checkOptions(OptionValues options) {
        List<Flaw> flaws = new ArrayList<>();
        List<String> addresses = options.find(ADDRESSES).orElse(List.of());
        for (int i = 0; i < addresses.size(); i++) {
            try {
                new RecipientsOptions(options.get(DOMAINS), List.of(addresses.get(i)));
            } catch (IllegalArgumentException e) {
                flaws.add(Flaw.of(ADDRESSES, i, e.getMessage()));
            }
        }
        return flaws;
    }

    @Override
    public StartNotes notes(OptionValues options) {
        RecipientsOptions read = read(options);
        StartNotes notes = StartNotes.NONE
                .withDomains(read.domains())
                .withCaveats(read.addresses().stream()
                        .filter(address -> address.startsWith("@"))
                        .map(all -> "everybody" + all + " exists (plugins.recipients.addresses has the catch-all " + all
                                + ")")
                        .toList());
        if (!read.addresses().isEmpty()) {
            String first = read.addresses().get(0);
            return notes.withRecipient(first.startsWith("@") ? "you" + first : first);
        }
        return read.domains().isEmpty()
                ? notes
                : notes.withRecipient("postmaster@" + read.domains().get(0));
    }

    @Override
    public Supplier<Recipients> plugin(PluginSetup setup) {
        return Recipients.sharing(read(setup.options()));
    }

    static RecipientsOptions read(OptionValues options) {
        List<String> domains = options.get(DOMAINS);
        return new RecipientsOptions(
                domains,
                options.find(ADDRESSES)
                        .orElse(domains.stream().map(domain -> "@" + domain).toList()));
    }
}
