package dev.postern.launcher.config;

import dev.postern.contract.Network;
import dev.postern.contract.Stage;
import dev.postern.smtp.Limits;
import dev.postern.smtp.Link;
import dev.postern.smtp.Link.FailurePolicy;
import dev.postern.smtp.SmtpOptions;
import dev.postern.smtp.SmtpOptions.Listener;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The SMTP server's options, out of the sections {@code smtp}, {@code chains} and {@code inbox}. */
public final class SmtpSection {
    private final Configuration configuration;
    private final JsonObject smtp;

    public SmtpSection(Configuration configuration) {
        this.configuration = configuration;
        this.smtp = configuration.section("smtp");
    }

    /** SMTP verticles; 0 is one for each event loop. */
    public int instances() {
        return smtp.getInteger("instances");
    }

    public String hostname() {
        return smtp.getString("hostname");
    }

    public List<Listener> listeners() {
        return objects(smtp.getJsonArray("listeners")).stream()
                .map(SmtpSection::listener)
                .toList();
    }

    private static Listener listener(JsonObject given) {
        return new Listener(
                new SmtpOptions.Bind(given.getString("host"), given.getInteger("port"), given.getString("name")),
                SmtpOptions.Protocol.valueOf(constant(given.getString("protocol"))),
                new SmtpOptions.Security(
                        SmtpOptions.TlsMode.valueOf(constant(given.getString("tls"))),
                        given.getBoolean("tls-required"),
                        demand(given.getString("client-certificate"))),
                new SmtpOptions.Authentication(demand(given.getString("auth")), given.getBoolean("auth-in-clear")),
                new SmtpOptions.Trust(
                        networks(given.getJsonArray("proxy-from")), networks(given.getJsonArray("xclient-from"))),
                given.getLong("greeting-delay"),
                given.getString("chain"));
    }

    private static SmtpOptions.Demand demand(String word) {
        return word.equals("asked") ? SmtpOptions.Demand.OFFERED : SmtpOptions.Demand.valueOf(constant(word));
    }

    private static List<Network> networks(JsonArray given) {
        return texts(given).stream().map(Network::of).toList();
    }

    /** The groups that are asked, in the order of the listeners and of their chains. */
    public Set<String> groups() {
        Map<String, List<Link>> chains = policy().chains();
        return listeners().stream()
                .flatMap(listener -> chains.get(listener.chain()).stream())
                .map(Link::group)
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
        JsonObject timeouts = smtp.getJsonObject("timeouts");
        return new SmtpOptions.Timeouts(
                timeouts.getLong("command"),
                timeouts.getLong("helo"),
                timeouts.getLong("data"),
                timeouts.getLong("message"),
                timeouts.getLong("shutdown"));
    }

    public SmtpOptions.Policy policy() {
        Map<String, List<Link>> chains = new HashMap<>();
        JsonObject given = configuration.section("chains");
        given.fieldNames()
                .forEach(name -> chains.put(
                        name,
                        objects(given.getJsonArray(name)).stream()
                                .map(SmtpSection::link)
                                .toList()));
        JsonObject inbox = configuration.section("inbox");
        return new SmtpOptions.Policy(
                chains,
                new SmtpOptions.Inboxes(
                        inbox.getString("local"), inbox.getString("relay"), inbox.getString("notifications")),
                smtp.getBoolean("soft-bounce"),
                SmtpOptions.BareLineEnds.valueOf(constant(smtp.getString("bare-line-ends"))));
    }

    /** All of them. */
    public SmtpOptions options(SmtpOptions.Files files) {
        return new SmtpOptions(hostname(), listeners(), limits(), timeouts(), budgets(), policy(), files);
    }

    private Limits limits() {
        JsonObject limits = smtp.getJsonObject("limits");
        return new Limits(message(limits), session(limits), crowd(limits));
    }

    private static Limits.PerMessage message(JsonObject limits) {
        return new Limits.PerMessage(
                limits.getLong("size"),
                limits.getInteger("recipients"),
                limits.getLong("header"),
                limits.getInteger("line"),
                limits.getInteger("hops"),
                limits.getInteger("least-rate"));
    }

    private static Limits.PerConnection session(JsonObject limits) {
        return new Limits.PerConnection(
                limits.getInteger("command-line"),
                limits.getInteger("errors"),
                limits.getInteger("commands"),
                limits.getInteger("transactions"),
                limits.getInteger("auth-failures"),
                limits.getInteger("output"));
    }

    private static Limits.Overall crowd(JsonObject limits) {
        return new Limits.Overall(
                limits.getInteger("connections"),
                new Limits.Overall.Shares(
                        limits.getInteger("connections-per-address"),
                        limits.getInteger("connections-per-network"),
                        limits.getInteger("connections-per-minute")),
                networks(limits.getJsonArray("exempt")),
                limits.getLong("spool"));
    }

    private SmtpOptions.Budgets budgets() {
        JsonObject budgets = smtp.getJsonObject("budgets");
        return new SmtpOptions.Budgets(
                budgets.getLong("group"),
                budgets.getLong("stage"),
                budgets.getLong("content"),
                budgets.getLong("message"));
    }

    private static Link link(JsonObject link) {
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        link.getJsonArray("stages").forEach(stage -> stages.add(Stage.of((String) stage)));
        Map<Stage, FailurePolicy> onFailure = new EnumMap<>(Stage.class);
        JsonObject policies = link.getJsonObject("on-failure");
        policies.fieldNames()
                .forEach(stage ->
                        onFailure.put(Stage.of(stage), FailurePolicy.valueOf(constant(policies.getString(stage)))));
        return new Link(
                link.getString("group"),
                link.getInteger("tier"),
                stages,
                link.getLong("budget", 0L),
                onFailure,
                new Link.Role(link.getBoolean("required"), link.getBoolean("admits")),
                Set.copyOf(texts(link.getJsonArray("may"))));
    }

    static List<String> texts(JsonArray array) {
        return array.stream().map(String.class::cast).toList();
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
