package dev.postern.launcher.config;

import static dev.postern.contract.options.Option.of;
import static dev.postern.contract.options.Option.section;

import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.Scalar;
import dev.postern.smtp.Limits;
import dev.postern.smtp.SmtpOptions;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.stream.Stream;

/** What clients may use, and how long they may take. */
final class LimitOptions {
    private static final Scalar<Integer> COUNT = Kind.number(1, Integer.MAX_VALUE);
    private static final Scalar<Integer> COUNT_OR_NONE = Kind.number(0, Integer.MAX_VALUE);

    private LimitOptions() {}

    static Option<?> limits() {
        Option<?>[] all =
                Stream.of(message(), session(), crowd()).flatMap(List::stream).toArray(Option<?>[]::new);
        return section("limits", "what clients may use", all);
    }

    private static List<Option<?>> message() {
        Limits.PerMessage message = Limits.DEFAULT.message();
        return List.of(
                of("size", Kind.size(65_536), message.size(), "octets of a message; beyond it 552"),
                of(
                        "recipients",
                        Kind.number(100, 1_000_000),
                        message.recipients(),
                        "recipients of one message; beyond it 452"),
                of("header", Kind.size(4_096), message.header(), "octets of a message's header; beyond it 552"),
                of(
                        "line",
                        Kind.number(1_000, Integer.MAX_VALUE),
                        message.line(),
                        "octets of a line of a message, unless it is BINARYMIME; beyond it 552"),
                of("hops", Kind.number(10, 1_000_000), message.hops(), "Received fields of a message; beyond it 554"),
                of(
                        "least-rate",
                        COUNT_OR_NONE,
                        message.leastRate(),
                        "octets a second of a message, on average after a minute; below it 421; 0: no such limit"));
    }

    private static List<Option<?>> session() {
        Limits.PerConnection session = Limits.DEFAULT.session();
        return List.of(
                of(
                        "command-line",
                        Kind.number(512, 65_536),
                        session.commandLine(),
                        "octets of a command line; beyond it 500"),
                of("errors", COUNT, session.errors(), "refused commands before the connection is closed with 421"),
                of("commands", COUNT, session.commands(), "commands of one connection; beyond it 421"),
                of("transactions", COUNT, session.transactions(), "messages begun on one connection; beyond it 421"),
                of("auth-failures", COUNT, session.logins(), "failed logins before the connection is closed with 421"),
                of(
                        "output",
                        Kind.number(16_384, Integer.MAX_VALUE),
                        session.output(),
                        "octets that wait for a client which does not read; beyond it nothing is read from it either"));
    }

    private static List<Option<?>> crowd() {
        Limits.Overall crowd = Limits.DEFAULT.crowd();
        Limits.Overall.Shares shares = crowd.shares();
        return List.of(
                of(
                        "connections",
                        COUNT,
                        crowd.connections(),
                        "connections open at once in this process; beyond it 421"),
                of(
                        "connections-per-address",
                        COUNT_OR_NONE,
                        shares.address(),
                        "open at once from one address (IPv6: one /64), unless it is exempt; beyond it 421; 0: no such limit"),
                of(
                        "connections-per-network",
                        COUNT_OR_NONE,
                        shares.network(),
                        "open at once from one /24 (IPv6: /48), unless it is exempt; beyond it 421; 0: no such limit"),
                of(
                        "connections-per-minute",
                        COUNT_OR_NONE,
                        shares.minute(),
                        "new ones from one address (IPv6: one /64) within a minute, unless it is exempt; beyond it 421; 0: no such limit"),
                of(
                        "exempt",
                        Kind.list(Kind.network(), 0),
                        new JsonArray().add("127.0.0.0/8").add("::1"),
                        "networks whose clients the three limits before this one do not count"),
                of(
                        "spool",
                        Kind.size(1_048_576),
                        crowd.spool(),
                        "octets of all messages under judgement in this process; beyond it 452"));
    }

    static Option<?> timeouts() {
        SmtpOptions.Timeouts timeouts = SmtpOptions.Timeouts.DEFAULT;
        return section(
                "timeouts",
                "how long a client may take",
                of(
                        "command",
                        Kind.time(1),
                        time(timeouts.command()),
                        "until the next command; at least 5m for the Internet (RFC 5321 4.5.3.2.7)"),
                of(
                        "helo",
                        Kind.time(1),
                        time(timeouts.helo()),
                        "from the greeting to an EHLO that is answered with 250"),
                of(
                        "data",
                        Kind.time(1),
                        time(timeouts.data()),
                        "between two pieces of a message; at least 3m for the Internet (RFC 5321 4.5.3.2.5)"),
                of("message", Kind.time(1), time(timeouts.message()), "for a whole message"),
                of(
                        "shutdown",
                        Kind.time(0),
                        time(timeouts.shutdown()),
                        "what is in flight at shutdown has this long to finish"));
    }

    private static String time(long milliseconds) {
        long seconds = milliseconds / 1_000;
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
