package dev.postern.launcher.config;

import static dev.postern.launcher.config.Option.of;
import static dev.postern.launcher.config.Option.required;
import static dev.postern.launcher.config.Option.section;

import dev.postern.launcher.config.Shape.Entries;
import dev.postern.launcher.config.Shape.Listing;
import dev.postern.launcher.config.Shape.Section;
import dev.postern.launcher.config.Shape.Value;
import dev.postern.passwords.PasswordsOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The section {@code plugins}: those of this jar, each with its options, and the operator's own. */
final class PluginOptions {
    private static final Value DOMAIN_OR_LITERAL =
            Values.pattern("a domain name or an address literal", "[^\\s@]{1,255}");
    private static final Value ADDRESS =
            Values.pattern("user@domain, or @domain for every user of a domain", ".{0,64}@[^\\s@]{1,255}");
    private static final Value CLASS = Values.pattern("the name of a class, as com.example.Manners", "[\\w.$]{1,255}");

    private PluginOptions() {}

    static Option all() {
        Section known = Section.of(recipients(), maildir(), passwords(), access());
        return new Option(
                "plugins",
                known.withOthers(new Entries(Options.NAME, own())),
                null,
                "the plugins in this jar, and your own by their names",
                false);
    }

    private static Option recipients() {
        return section(
                PluginSections.RECIPIENTS,
                "which recipients exist",
                of(
                        "domains",
                        new Listing(DOMAIN_OR_LITERAL, 0),
                        new JsonArray().add("localhost"),
                        "the domains it answers for; others pass"),
                of(
                        "addresses",
                        new Listing(ADDRESS, 0),
                        null,
                        "who exists there: user@domain, or @domain for everybody; empty: everybody in all of the domains"));
    }

    private static Option maildir() {
        return section(
                PluginSections.MAILDIR,
                "keeps mail in Maildir folders",
                of("path", Values.path(), "./mail", "the folder of the mailboxes"),
                of("delivered-to", Values.flag(), true, "whether each copy gets a Delivered-To field"),
                of(
                        "default-domain",
                        Options.DOMAIN.orEmpty(),
                        null,
                        "whose postmaster RCPT TO:Postmaster, without a domain, is; empty: the first domain of recipients, else smtp.hostname"));
    }

    private static Option passwords() {
        return section(
                PluginSections.PASSWORDS,
                "who may log in; runs where a chain names it",
                of("file", Values.path(), "./users", "the file of the users; read again when it changes"),
                of(
                        "mechanisms",
                        new Listing(Values.oneOf(PasswordsOptions.MECHANISMS.toArray(String[]::new)), 1),
                        new JsonArray()
                                .add("PLAIN")
                                .add("LOGIN")
                                .add("SCRAM-SHA-256")
                                .add("SCRAM-SHA-256-PLUS"),
                        "how clients may log in; SCRAM is for users who have SCRAM keys"),
                of("delay", Values.time(0), "1s", "before a client hears that it may not, at most 60s"),
                of(
                        "at-once",
                        Values.number(0, 64),
                        0,
                        "passwords hashed at the same time, with 19 MiB each; 0: half of the processors, at most 8"));
    }

    private static Option access() {
        return section(
                PluginSections.ACCESS,
                "which networks may connect; runs where a chain names it",
                of("file", Values.path().orEmpty(), null, "a file of rules, one a line; read again when it changes"),
                of(
                        "rules",
                        new Listing(Values.text(), 0),
                        new JsonArray(),
                        "rules beside the file: allow NETWORK, or deny NETWORK text; the smallest network decides"),
                of(
                        "allowed",
                        Values.oneOf("accept", "pass"),
                        "accept",
                        "what allowed means: later groups are not asked about the address, or they are"),
                of("code", Values.oneOf("421", "521", "554"), 554, "of a refusal"));
    }

    private static Section own() {
        return Section.of(
                required("class", CLASS, "a plugin of your own: its class, which must be on the class path"),
                of(
                        "threading",
                        Values.oneOf("worker", "event-loop"),
                        "worker",
                        "threads of its own, or the event loops if it promises never to block"),
                of("instances", Values.number(0, 1024), 0, "how many; 0: 4 workers, or one for each event loop"),
                of(
                        "options",
                        new Entries(Values.text(), Values.anything()),
                        new JsonObject(),
                        "what its constructor gets, as a JsonObject"));
    }
}
