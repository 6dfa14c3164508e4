package dev.postern.launcher.config;

import static dev.postern.contract.options.Option.of;
import static dev.postern.contract.options.Option.required;
import static dev.postern.contract.options.Option.section;

import dev.postern.contract.CommandKind;
import dev.postern.contract.EffectKind;
import dev.postern.contract.Network;
import dev.postern.contract.Stage;
import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.Scalar;
import dev.postern.contract.options.Section;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Every option: its key, what it takes, its default, and what it is for. Validation, defaults, the names of the environment
 * variables and the table in the manual all come from this tree.
 */
public final class Options {
    static final Scalar<String> NAME = Kind.name();
    private static final Scalar<String> DOMAIN = Kind.pattern("a domain name", "[^\\s@,;:/\"']{1,255}");
    /** Digits and dots alone are an IPv4 address, or a slip in one. */
    private static final Scalar<String> HOST = Kind.pattern(
            "a host name or an IP address",
            "((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}|(?![\\d.]+$)[^\\s/@,]{1,255}");

    private static final Scalar<Network> NETWORK = Kind.network();

    /** The tree. */
    public static final Section ALL = Kind.section(
            node(),
            smtp(),
            tls(),
            of(
                    "chains",
                    Kind.entries(NAME, Kind.list(link(), 0)),
                    ShippedFile.at("chains"),
                    "who decides, by the name that a listener uses; the groups of a chain are asked in this order"),
            inbox(),
            PluginOptions.all(PluginDescriptors.ALL),
            ObserverSections.option(),
            cluster(),
            metrics(),
            log());

    private Options() {}

    private static Option<?> node() {
        return section(
                "node",
                "this process",
                of("name", Kind.text(), "postern", "its name for people, in logs and metrics"),
                of("data", Kind.path(), "./data", "the folder for what the server itself keeps"));
    }

    private static Option<?> smtp() {
        return section(
                "smtp",
                "the SMTP server",
                of("hostname", DOMAIN, "localhost", "the server's name in greeting, EHLO and Received"),
                of(
                        "instances",
                        Kind.number(0, 1024),
                        0,
                        "SMTP verticles that share the ports; 0: one for each event loop"),
                of(
                        "soft-bounce",
                        Kind.flag(),
                        false,
                        "for a first roll-out: each refusal for good (5xx) becomes one for now (4xx)"),
                of(
                        "bare-line-ends",
                        Kind.oneOf("refuse", "repair"),
                        "refuse",
                        "a message with a CR or LF that is no line end: refused with 550, or each becomes CR LF"),
                of(
                        "mixed-refusal",
                        Kind.oneOf("reject", "bounce"),
                        "reject",
                        "a message refused for some of its recipients: refused for all; bounce is not there yet"),
                of("listeners", Kind.list(listener(), 1), new JsonArray().add(new JsonObject()), "where it listens"),
                LimitOptions.limits(),
                LimitOptions.timeouts(),
                budgets());
    }

    private static Section listener() {
        return Kind.section(
                of("host", HOST, "127.0.0.1", "the address to bind; 0.0.0.0 and '::' are all"),
                of("port", Kind.number(0, 65535), 2525, "the port; 0 takes a free one"),
                of(
                        "name",
                        NAME.orEmpty(),
                        null,
                        "what it is called in events, metrics and logs; empty: its host and port"),
                of("protocol", Kind.oneOf("smtp", "lmtp"), "smtp", "what is spoken (RFC 5321, RFC 2033)"),
                of("tls", Kind.oneOf("none", "starttls", "implicit"), "starttls", "when TLS begins"),
                of("tls-required", Kind.flag(), false, "whether mail is taken only with TLS; 530 before it"),
                of(
                        "client-certificate",
                        Kind.oneOf("no", "asked", "required"),
                        "no",
                        "whether a client is asked for a certificate of its own"),
                of(
                        "auth",
                        Kind.oneOf("no", "offered", "required"),
                        "offered",
                        "whether clients may log in, or have to; 530 before it"),
                of("auth-in-clear", Kind.flag(), false, "whether AUTH is offered without TLS"),
                of("chain", NAME, "default", "the chain that decides here"),
                of(
                        "greeting-delay",
                        Kind.time(0),
                        "0s",
                        "before the greeting; a client that speaks earlier is seen at connect"),
                of(
                        "proxy-from",
                        Kind.list(NETWORK, 0),
                        new JsonArray(),
                        "networks whose connections begin with a PROXY header, and no others"),
                of("xclient-from", Kind.list(NETWORK, 0), new JsonArray(), "networks whose clients may say XCLIENT"));
    }

    private static Option<?> budgets() {
        return section(
                "budgets",
                "how long plugins may take",
                of("group", Kind.time(1), "5s", "one group at one stage"),
                of("stage", Kind.time(1), "30s", "all groups of one stage, except content"),
                of("content", Kind.time(1), "60s", "one group at content and deliver"),
                of(
                        "message",
                        Kind.time(1),
                        "300s",
                        "everything after the end of a message; at most 10m (RFC 5321 4.5.3.2.6)"));
    }

    private static Option<?> tls() {
        return section(
                "tls",
                "the certificate of all listeners; both empty: a self-signed one is made in <node.data>/tls at the first start",
                of(
                        "certificate",
                        Kind.path().orEmpty(),
                        null,
                        "PEM file with the certificate and what it was issued by"),
                of("key", Kind.path().orEmpty(), null, "PEM file with the private key"),
                of(
                        "certificates",
                        Kind.list(
                                Kind.section(
                                        required("certificate", Kind.path(), "PEM file, as tls.certificate"),
                                        required("key", Kind.path(), "PEM file with its private key")),
                                0),
                        new JsonArray(),
                        "more certificates, for clients that ask for one of their names"),
                of(
                        "client-ca",
                        Kind.path().orEmpty(),
                        null,
                        "PEM file with those who sign certificates of clients; empty: no client's certificate is verified"),
                of(
                        "reload",
                        Kind.time(1),
                        "10s",
                        "how often the files are looked at; what is new and good is used at once"));
    }

    private static Section link() {
        Scalar<String> stage = Kind.oneOf(stages(any -> true));
        Scalar<String> effectOrCommand = Kind.oneOf(Stream.concat(
                        Arrays.stream(EffectKind.values()).map(EffectKind::key),
                        Arrays.stream(CommandKind.values()).map(CommandKind::key))
                .distinct()
                .toArray(String[]::new));
        return Kind.section(
                required("group", NAME, "the group of plugins that is asked"),
                of("tier", Kind.number(0, 1000), 0, "groups with the same number are asked at the same time; 0: alone"),
                of(
                        "stages",
                        Kind.list(stage, 0),
                        new JsonArray(),
                        "where it is asked, of the stages it declares; empty: all"),
                of("budget", Kind.time(1).orEmpty(), null, "how long it may take; empty: smtp.budgets"),
                of(
                        "on-failure",
                        Kind.byStage(Kind.oneOf("tempfail", "reject", "pass")),
                        "tempfail",
                        "what a failure costs, for all stages or by stage"),
                of("required", Kind.flag(), false, "always asked; no port opens before it has been seen"),
                of("admits", Kind.flag(), false, "whether its accept opens a recipient"),
                of(
                        "may",
                        Kind.list(effectOrCommand, 0),
                        new JsonArray(),
                        "effects and commands it may use; empty: all"));
    }

    private static String[] stages(Predicate<Stage> which) {
        return Arrays.stream(Stage.values()).filter(which).map(Stage::key).toArray(String[]::new);
    }

    private static Option<?> inbox() {
        return section(
                "inbox",
                "the groups that take accepted mail",
                of("local", NAME, ShippedFile.at("inbox", "local"), "for recipients that a group has opened"),
                of(
                        "relay",
                        NAME.orEmpty(),
                        null,
                        "for recipients opened by authentication alone; empty: they are refused"),
                of(
                        "notifications",
                        NAME.orEmpty(),
                        null,
                        "for delivery status notifications, which are not there yet: has to be empty"));
    }

    private static Option<?> cluster() {
        return section(
                "cluster",
                "several processes as one server",
                of("enabled", Kind.flag(), false, "whether this node joins others"),
                of("insecure", Kind.flag(), false, "says that you know: the links between nodes are not encrypted yet"),
                of("name", Kind.text(), "postern", "nodes with the same name find each other"),
                of(
                        "host",
                        HOST.orEmpty(),
                        null,
                        "the address of this node that the others reach; empty: the one from which it reaches the members"),
                of("port", Kind.number(1, 65535), 5701, "the port of the membership; the next free one if it is taken"),
                of(
                        "members",
                        Kind.list(HOST, 1),
                        new JsonArray().add("127.0.0.1"),
                        "where the others are, as host or host:port"),
                of("bus-port", Kind.number(0, 65535), 0, "the port of the event bus; 0 takes a free one"));
    }

    private static Option<?> metrics() {
        return section(
                "metrics",
                "numbers for Prometheus, at /metrics",
                of("enabled", Kind.flag(), false, "whether they are served"),
                of("host", HOST, "127.0.0.1", "the address to bind"),
                of("port", Kind.number(0, 65535), 9464, "the port"));
    }

    private static Option<?> log() {
        return section(
                "log",
                "what is written to the standard output",
                of("level", Kind.oneOf("error", "warn", "info", "debug", "trace"), "info", "the least that is written"),
                of("format", Kind.oneOf("text", "json"), "text", "lines for people, or one JSON object a line"));
    }
}
