package dev.postern.launcher.config;

import static dev.postern.contract.options.Option.of;

import dev.postern.contract.Network;
import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.Scalar;
import dev.postern.contract.options.Section;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.options.SmtpOptions.Demand;
import dev.postern.smtp.options.SmtpOptions.Listener;
import dev.postern.smtp.options.SmtpOptions.Protocol;
import dev.postern.smtp.options.SmtpOptions.TlsMode;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.List;

/** One place where the server listens. */
final class ListenerOptions {
    private static final Option<String> HOST =
            of("host", Kinds.HOST, "127.0.0.1", "the address to bind; 0.0.0.0 and '::' are all");
    private static final Option<Integer> PORT = of("port", Kinds.PORT, 2525, "the port; 0 takes a free one");
    private static final Option<String> NAME = Option.optional(
            "name", Kinds.NAME, "what it is called in events, metrics and logs; empty: its host and port");
    private static final Option<Protocol> PROTOCOL =
            of("protocol", Kinds.oneOf(Protocol.class, "smtp", "lmtp"), "smtp", "what is spoken (RFC 5321, RFC 2033)");
    private static final Option<TlsMode> TLS =
            of("tls", Kinds.oneOf(TlsMode.class, "none", "starttls", "implicit"), "starttls", "when TLS begins");
    private static final Option<Boolean> TLS_REQUIRED =
            of("tls-required", Kind.flag(), false, "whether mail is taken only with TLS; 530 before it");
    private static final Option<Demand> CLIENT_CERTIFICATE = of(
            "client-certificate",
            demand("no", "asked", "required"),
            "no",
            "whether a client is asked for a certificate of its own");
    private static final Option<Demand> AUTH = of(
            "auth",
            demand("no", "offered", "required"),
            "offered",
            "whether clients may log in, or have to; 530 before it");
    private static final Option<Boolean> AUTH_IN_CLEAR =
            of("auth-in-clear", Kind.flag(), false, "whether AUTH is offered without TLS");
    private static final Option<String> CHAIN = of("chain", Kinds.NAME, "default", "the chain that decides here");
    private static final Option<Duration> GREETING_DELAY = of(
            "greeting-delay",
            Kind.time(0),
            "0s",
            "before the greeting; a client that speaks earlier is seen at connect");
    private static final Option<List<Network>> PROXY_FROM = of(
            "proxy-from",
            Kind.list(Kinds.NETWORK),
            new JsonArray(),
            "networks whose connections begin with a PROXY header, and no others");
    private static final Option<List<Network>> XCLIENT_FROM =
            of("xclient-from", Kind.list(Kinds.NETWORK), new JsonArray(), "networks whose clients may say XCLIENT");

    static final Section SECTION = Kind.section(
            HOST,
            PORT,
            NAME,
            PROTOCOL,
            TLS,
            TLS_REQUIRED,
            CLIENT_CERTIFICATE,
            AUTH,
            AUTH_IN_CLEAR,
            CHAIN,
            GREETING_DELAY,
            PROXY_FROM,
            XCLIENT_FROM);

    private ListenerOptions() {}

    static Listener read(OptionValues given) {
        return new Listener(
                new SmtpOptions.Bind(
                        given.get(HOST), given.get(PORT), given.find(NAME).orElse(null)),
                given.get(PROTOCOL),
                new SmtpOptions.Security(given.get(TLS), given.get(TLS_REQUIRED), given.get(CLIENT_CERTIFICATE)),
                new SmtpOptions.Authentication(given.get(AUTH), given.get(AUTH_IN_CLEAR)),
                new SmtpOptions.Trust(given.get(PROXY_FROM), given.get(XCLIENT_FROM)),
                given.get(GREETING_DELAY).toMillis(),
                given.get(CHAIN));
    }

    /** The words of a demand; the one in the middle differs. */
    private static Scalar<Demand> demand(String no, String offered, String required) {
        return Kind.oneOf(no, offered, required)
                .as(word -> word.equals(no) ? Demand.NO : word.equals(required) ? Demand.REQUIRED : Demand.OFFERED);
    }
}
