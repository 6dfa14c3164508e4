package dev.postern.launcher.config;

import static dev.postern.contract.options.Option.of;

import dev.postern.contract.Network;
import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.OptionValues;
import dev.postern.smtp.options.Limits;
import io.vertx.core.json.JsonArray;
import java.util.List;

/** What clients may use. */
final class LimitOptions {
    private static final Limits.PerMessage MESSAGE = Limits.DEFAULT.message();
    private static final Limits.PerConnection PER_CONNECTION = Limits.DEFAULT.connection();
    private static final Limits.Overall OVERALL = Limits.DEFAULT.overall();

    private static final Option<Long> SIZE =
            of("size", Kind.size(65_536), MESSAGE.size(), "octets of a message; beyond it 552");
    private static final Option<Integer> RECIPIENTS = of(
            "recipients",
            Kind.number(100, 1_000_000),
            MESSAGE.recipients(),
            "recipients of one message; beyond it 452");
    private static final Option<Long> HEADER =
            of("header", Kind.size(4_096), MESSAGE.header(), "octets of a message's header; beyond it 552");
    private static final Option<Integer> LINE = of(
            "line",
            Kind.number(1_000, Integer.MAX_VALUE),
            MESSAGE.line(),
            "octets of a line of a message, unless it is BINARYMIME; beyond it 552");
    private static final Option<Integer> HOPS =
            of("hops", Kind.number(10, 1_000_000), MESSAGE.hops(), "Received fields of a message; beyond it 554");
    private static final Option<Integer> LEAST_RATE = of(
            "least-rate",
            Kinds.COUNT_OR_NONE,
            MESSAGE.leastRate(),
            "octets a second of a message, on average after a minute; below it 421; 0: no such limit");
    private static final Option<Integer> COMMAND_LINE = of(
            "command-line",
            Kind.number(512, 65_536),
            PER_CONNECTION.commandLine(),
            "octets of a command line; beyond it 500");
    private static final Option<Integer> ERRORS = of(
            "errors",
            Kinds.COUNT,
            PER_CONNECTION.errors(),
            "refused commands before the connection is closed with 421");
    private static final Option<Integer> COMMANDS =
            of("commands", Kinds.COUNT, PER_CONNECTION.commands(), "commands of one connection; beyond it 421");
    private static final Option<Integer> TRANSACTIONS = of(
            "transactions",
            Kinds.COUNT,
            PER_CONNECTION.transactions(),
            "messages begun on one connection; beyond it 421");
    private static final Option<Integer> AUTH_FAILURES = of(
            "auth-failures",
            Kinds.COUNT,
            PER_CONNECTION.logins(),
            "failed logins before the connection is closed with 421");
    private static final Option<Integer> OUTPUT = of(
            "output",
            Kind.number(16_384, Integer.MAX_VALUE),
            PER_CONNECTION.output(),
            "octets that wait for a client which does not read; beyond it nothing is read from it either");
    private static final Option<Integer> CONNECTIONS = of(
            "connections",
            Kinds.COUNT,
            OVERALL.connections(),
            "connections open at once in this process; beyond it 421");
    private static final Option<Integer> PER_ADDRESS = of(
            "connections-per-address",
            Kinds.COUNT_OR_NONE,
            OVERALL.shares().address(),
            "open at once from one address (IPv6: one /64), unless it is exempt; beyond it 421; 0: no such limit");
    private static final Option<Integer> PER_NETWORK = of(
            "connections-per-network",
            Kinds.COUNT_OR_NONE,
            OVERALL.shares().network(),
            "open at once from one /24 (IPv6: /48), unless it is exempt; beyond it 421; 0: no such limit");
    private static final Option<Integer> PER_MINUTE = of(
            "connections-per-minute",
            Kinds.COUNT_OR_NONE,
            OVERALL.shares().minute(),
            "new ones from one address (IPv6: one /64) within a minute, unless it is exempt; beyond it 421; 0: no such limit");
    private static final Option<List<Network>> EXEMPT = of(
            "exempt",
            Kind.list(Kinds.NETWORK),
            new JsonArray().add("127.0.0.0/8").add("::1"),
            "networks whose clients the three limits before this one do not count");
    private static final Option<Long> SPOOL = of(
            "spool",
            Kind.size(1_048_576),
            OVERALL.spool(),
            "octets of all messages under judgement in this process; beyond it 452");

    static final Option<OptionValues> SECTION = Option.section(
            "limits",
            "what clients may use",
            SIZE,
            RECIPIENTS,
            HEADER,
            LINE,
            HOPS,
            LEAST_RATE,
            COMMAND_LINE,
            ERRORS,
            COMMANDS,
            TRANSACTIONS,
            AUTH_FAILURES,
            OUTPUT,
            CONNECTIONS,
            PER_ADDRESS,
            PER_NETWORK,
            PER_MINUTE,
            EXEMPT,
            SPOOL);

    private LimitOptions() {}

    static Limits read(OptionValues limits) {
        return new Limits(message(limits), session(limits), crowd(limits));
    }

    private static Limits.PerMessage message(OptionValues limits) {
        return new Limits.PerMessage(
                limits.get(SIZE),
                limits.get(RECIPIENTS),
                limits.get(HEADER),
                limits.get(LINE),
                limits.get(HOPS),
                limits.get(LEAST_RATE));
    }

    private static Limits.PerConnection session(OptionValues limits) {
        return new Limits.PerConnection(
                limits.get(COMMAND_LINE),
                limits.get(ERRORS),
                limits.get(COMMANDS),
                limits.get(TRANSACTIONS),
                limits.get(AUTH_FAILURES),
                limits.get(OUTPUT));
    }

    private static Limits.Overall crowd(OptionValues limits) {
        Limits.Overall.Shares shares =
                new Limits.Overall.Shares(limits.get(PER_ADDRESS), limits.get(PER_NETWORK), limits.get(PER_MINUTE));
        return new Limits.Overall(limits.get(CONNECTIONS), shares, limits.get(EXEMPT), limits.get(SPOOL));
    }
}
