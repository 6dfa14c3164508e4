package dev.postern.smtp;

import static dev.postern.smtp.Phase.CHUNKING;
import static dev.postern.smtp.Phase.GREETED;
import static dev.postern.smtp.Phase.READY;
import static dev.postern.smtp.Phase.RECIPIENT_GIVEN;
import static dev.postern.smtp.Phase.SENDER_GIVEN;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands and where each is welcome (RFC 5321 4.1.4); legality is data. */
enum Command {
    LHLO(GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    EHLO(GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    HELO(GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    /** Of no RFC: Postfix's XCLIENT_README. */
    XCLIENT(GREETED, READY),
    STARTTLS(GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    AUTH(READY),
    MAIL(READY),
    RCPT(SENDER_GIVEN, RECIPIENT_GIVEN),
    DATA(RECIPIENT_GIVEN),
    BDAT(RECIPIENT_GIVEN, CHUNKING),
    RSET(GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    NOOP(GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    VRFY(GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    HELP(GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    QUIT(Phase.values());

    private static final Map<String, Command> BY_NAME =
            Stream.of(values()).collect(Collectors.toMap(Enum::name, Function.identity()));

    private final Set<Phase> welcome;

    Command(Phase... welcome) {
        this.welcome = EnumSet.copyOf(Set.of(welcome));
    }

    /** Whether it is a command of this protocol at all (RFC 2033 4.1). */
    boolean isOf(SmtpOptions.Protocol protocol) {
        return switch (this) {
            case LHLO -> protocol == SmtpOptions.Protocol.LMTP;
            case EHLO, HELO -> protocol == SmtpOptions.Protocol.SMTP;
            default -> true;
        };
    }

    boolean welcomeIn(Phase phase) {
        return welcome.contains(phase);
    }

    /** The command of that upper-case name, or null for a verb that the server does not know. */
    static Command of(String verb) {
        return BY_NAME.get(verb);
    }

    /** The command that a line begins with, or null. */
    static Command of(Line line) {
        return of(CommandLine.parse(line.text()).verb());
    }
}
