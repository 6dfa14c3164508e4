package dev.postern.launcher.config;

import static dev.postern.contract.options.Option.of;

import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.OptionValues;
import dev.postern.smtp.options.SmtpOptions;
import java.time.Duration;

/** How long clients may take, and how long plugins. */
final class TimeOptions {
    private static final SmtpOptions.Timeouts DEFAULT = SmtpOptions.Timeouts.DEFAULT;

    private static final Option<Duration> COMMAND = of(
            "command",
            Kind.time(1),
            time(DEFAULT.command()),
            "until the next command; at least 5m for the Internet (RFC 5321 4.5.3.2.7)");
    private static final Option<Duration> HELO =
            of("helo", Kind.time(1), time(DEFAULT.helo()), "from the greeting to an EHLO that is answered with 250");
    private static final Option<Duration> DATA = of(
            "data",
            Kind.time(1),
            time(DEFAULT.data()),
            "between two pieces of a message; at least 3m for the Internet (RFC 5321 4.5.3.2.5)");
    private static final Option<Duration> MESSAGE =
            of("message", Kind.time(1), time(DEFAULT.message()), "for a whole message");
    private static final Option<Duration> SHUTDOWN = of(
            "shutdown",
            Kind.time(0),
            time(DEFAULT.shutdown()),
            "what is in flight at shutdown has this long to finish");

    static final Option<OptionValues> TIMEOUTS =
            Option.section("timeouts", "how long a client may take", COMMAND, HELO, DATA, MESSAGE, SHUTDOWN);

    private static final Option<Duration> GROUP = of("group", Kind.time(1), "5s", "one group at one stage");
    private static final Option<Duration> STAGE =
            of("stage", Kind.time(1), "30s", "all groups of one stage, except content");
    private static final Option<Duration> CONTENT =
            of("content", Kind.time(1), "60s", "one group at content and deliver");
    private static final Option<Duration> END = of(
            "message", Kind.time(1), "300s", "everything after the end of a message; at most 10m (RFC 5321 4.5.3.2.6)");

    static final Option<OptionValues> BUDGETS =
            Option.section("budgets", "how long plugins may take", GROUP, STAGE, CONTENT, END);

    private TimeOptions() {}

    static SmtpOptions.Timeouts timeouts(OptionValues timeouts) {
        return new SmtpOptions.Timeouts(
                timeouts.get(COMMAND).toMillis(),
                timeouts.get(HELO).toMillis(),
                timeouts.get(DATA).toMillis(),
                timeouts.get(MESSAGE).toMillis(),
                timeouts.get(SHUTDOWN).toMillis());
    }

    static SmtpOptions.Budgets budgets(OptionValues budgets) {
        return new SmtpOptions.Budgets(
                budgets.get(GROUP).toMillis(),
                budgets.get(STAGE).toMillis(),
                budgets.get(CONTENT).toMillis(),
                budgets.get(END).toMillis());
    }

    private static String time(long milliseconds) {
        long seconds = milliseconds / 1_000;
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
