package dev.postern.launcher.config;

import static dev.postern.contract.options.Option.of;

import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.OptionValues;
import dev.postern.launcher.yaml.ShippedFile;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.options.SmtpOptions.BareLineEnds;
import dev.postern.smtp.options.SmtpOptions.Listener;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The SMTP server's options, out of the sections {@code smtp}, {@code chains} and {@code inbox}. */
public final class SmtpSection {
    private static final Option<String> HOSTNAME =
            of("hostname", Kinds.DOMAIN, "localhost", "the server's name in greeting, EHLO and Received");
    private static final Option<Integer> INSTANCES =
            of("instances", Kind.number(0, 1024), 0, "SMTP verticles that share the ports; 0: one for each event loop");
    private static final Option<Boolean> SOFT_BOUNCE = of(
            "soft-bounce",
            Kind.flag(),
            false,
            "for a first roll-out: each refusal for good (5xx) becomes one for now (4xx)");
    private static final Option<BareLineEnds> BARE_LINE_ENDS = of(
            "bare-line-ends",
            Kinds.oneOf(BareLineEnds.class, "refuse", "repair"),
            "refuse",
            "a message with a CR or LF that is no line end: refused with 550, or each becomes CR LF");
    private static final Option<String> MIXED_REFUSAL = of(
            "mixed-refusal",
            Kind.oneOf("reject", "bounce"),
            "reject",
            "a message refused for some of its recipients: refused for all; bounce is not there yet");
    private static final Option<List<OptionValues>> LISTENERS = of(
            "listeners",
            Kind.list(ListenerOptions.SECTION, 1),
            new JsonArray().add(new JsonObject()),
            "where it listens");

    static final Option<OptionValues> SMTP = Option.section(
            "smtp",
            "the SMTP server",
            HOSTNAME,
            INSTANCES,
            SOFT_BOUNCE,
            BARE_LINE_ENDS,
            MIXED_REFUSAL,
            LISTENERS,
            LimitOptions.SECTION,
            TimeOptions.TIMEOUTS,
            TimeOptions.BUDGETS);

    private static final Option<String> LOCAL =
            of("local", Kinds.NAME, ShippedFile.at("inbox", "local"), "for recipients that a group has opened");
    private static final Option<String> RELAY = Option.optional(
            "relay", Kinds.NAME, "for recipients opened by authentication alone; empty: they are refused");
    private static final Option<String> NOTIFICATIONS = Option.optional(
            "notifications", Kinds.NAME, "for delivery status notifications, which are not there yet: has to be empty");

    static final Option<OptionValues> INBOX =
            Option.section("inbox", "the groups that take accepted mail", LOCAL, RELAY, NOTIFICATIONS);

    private final OptionValues all;
    private final OptionValues smtp;

    public SmtpSection(Configuration configuration) {
        this.all = new OptionValues(configuration.options());
        this.smtp = all.get(SMTP);
    }

    /** SMTP verticles; 0 is one for each event loop. */
    public int instances() {
        return smtp.get(INSTANCES);
    }

    public String hostname() {
        return smtp.get(HOSTNAME);
    }

    public List<Listener> listeners() {
        return smtp.get(LISTENERS).stream().map(ListenerOptions::read).toList();
    }

    /** The groups that are asked, in the order of the listeners and of their chains. */
    public Set<String> groups() {
        Map<String, List<ChainLink>> chains = policy().chains();
        return listeners().stream()
                .flatMap(listener -> chains.get(listener.chain()).stream())
                .map(ChainLink::group)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The groups of all chains, in use or not, and of the inboxes; of what is wrong, those that can be seen. */
    public static Set<String> groupsNamed(Configuration configuration) {
        JsonObject chains = configuration.section("chains");
        JsonObject inboxes = configuration.section("inbox");
        Stream<String> inChains = chains.fieldNames().stream()
                .flatMap(name -> chains.getValue(name) instanceof JsonArray links ? links.stream() : Stream.empty())
                .map(link -> link instanceof JsonObject object ? object.getString("group") : null);
        return Stream.concat(inChains, inboxes.fieldNames().stream().map(inboxes::getString))
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public boolean usesTls() {
        return listeners().stream().anyMatch(listener -> listener.tls() != SmtpOptions.TlsMode.NONE);
    }

    public SmtpOptions.Timeouts timeouts() {
        return TimeOptions.timeouts(smtp.get(TimeOptions.TIMEOUTS));
    }

    public SmtpOptions.Policy policy() {
        Map<String, List<ChainLink>> chains = new HashMap<>();
        all.get(ChainOptions.CHAINS)
                .forEach((name, links) ->
                        chains.put(name, links.stream().map(ChainOptions::link).toList()));
        OptionValues inbox = all.get(INBOX);
        SmtpOptions.Inboxes inboxes = new SmtpOptions.Inboxes(
                inbox.get(LOCAL),
                inbox.find(RELAY).orElse(null),
                inbox.find(NOTIFICATIONS).orElse(null));
        return new SmtpOptions.Policy(chains, inboxes, smtp.get(SOFT_BOUNCE), smtp.get(BARE_LINE_ENDS));
    }

    /** All of them. */
    public SmtpOptions options(SmtpOptions.Files files) {
        return new SmtpOptions(
                hostname(),
                listeners(),
                LimitOptions.read(smtp.get(LimitOptions.SECTION)),
                timeouts(),
                TimeOptions.budgets(smtp.get(TimeOptions.BUDGETS)),
                policy(),
                files);
    }

    static List<String> texts(JsonArray array) {
        return array.stream().map(String.class::cast).toList();
    }
}
