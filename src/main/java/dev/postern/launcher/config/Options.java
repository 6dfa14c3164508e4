package dev.postern.launcher.config;

import static dev.postern.contract.options.Option.of;
import static dev.postern.contract.options.Option.required;
import static dev.postern.contract.options.Option.section;

import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.Section;
import io.vertx.core.json.JsonArray;

/**
 * Every option: its key, what it takes, its default, and what it is for. Validation, defaults, the names of the environment
 * variables and the table in the manual all come from this tree.
 */
final class Options {
    /** The tree. */
    public static final Section ALL = Kind.section(
            node(),
            SmtpSection.SMTP,
            tls(),
            ChainOptions.CHAINS,
            SmtpSection.INBOX,
            PluginOptions.all(PluginDescriptors.ALL),
            ObserverSections.option(),
            cluster(),
            metrics(),
            ControlSection.option(),
            log());

    private Options() {}

    private static Option<?> node() {
        return section(
                "node",
                "this process",
                of("name", Kind.text(), "postern", "its name for people, in logs and metrics"),
                of("data", Kind.path(), "./data", "the folder for what the server itself keeps"));
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

    private static Option<?> cluster() {
        return section(
                "cluster",
                "several processes as one server",
                of("enabled", Kind.flag(), false, "whether this node joins others"),
                of("insecure", Kind.flag(), false, "says that you know: the links between nodes are not encrypted yet"),
                of("name", Kind.text(), "postern", "nodes with the same name find each other"),
                of(
                        "host",
                        Kinds.HOST.orEmpty(),
                        null,
                        "the address of this node that the others reach; empty: the one from which it reaches the members"),
                of("port", Kind.number(1, 65535), 5701, "the port of the membership; the next free one if it is taken"),
                of(
                        "members",
                        Kind.list(Kinds.HOST, 1),
                        new JsonArray().add("127.0.0.1"),
                        "where the others are, as host or host:port"),
                of("bus-port", Kinds.PORT, 0, "the port of the event bus; 0 takes a free one"));
    }

    private static Option<?> metrics() {
        return section(
                "metrics",
                "numbers for Prometheus, at /metrics",
                of("enabled", Kind.flag(), false, "whether they are served"),
                of("host", Kinds.HOST, "127.0.0.1", "the address to bind"),
                of("port", Kinds.PORT, 9464, "the port"));
    }

    private static Option<?> log() {
        return section(
                "log",
                "what is written to the standard output",
                of("level", Kind.oneOf("error", "warn", "info", "debug", "trace"), "info", "the least that is written"),
                of("format", Kind.oneOf("text", "json"), "text", "lines for people, or one JSON object a line"));
    }
}
