package dev.postern.launcher.config;

import static dev.postern.launcher.config.Option.of;
import static dev.postern.launcher.config.Option.required;
import static dev.postern.launcher.config.Option.section;

import dev.postern.launcher.config.Shape.Entries;
import dev.postern.launcher.config.Shape.Listing;
import dev.postern.launcher.config.Shape.Section;
import dev.postern.launcher.config.Shape.Value;
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
        Section known = Section.of(recipients(), maildir());
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
