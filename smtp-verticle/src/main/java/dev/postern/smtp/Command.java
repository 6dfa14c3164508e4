package dev.postern.smtp;

import static dev.postern.smtp.Access.ALL;
import static dev.postern.smtp.Access.KNOWN;
import static dev.postern.smtp.Access.SECURE;
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

/** The commands, of whom each is taken, and where it is welcome (RFC 5321 4.1.4); legality is data. */
enum Command {
    LHLO(ALL, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    EHLO(ALL, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    HELO(SECURE, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    /** Of no RFC: Postfix's XCLIENT_README. */
    XCLIENT(ALL, GREETED, READY),
    STARTTLS(ALL, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    AUTH(SECURE, READY),
    MAIL(KNOWN, READY),
    RCPT(KNOWN, SENDER_GIVEN, RECIPIENT_GIVEN),
    DATA(KNOWN, RECIPIENT_GIVEN),
    BDAT(KNOWN, RECIPIENT_GIVEN, CHUNKING),
    RSET(SECURE, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    NOOP(ALL, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    VRFY(KNOWN, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    HELP(KNOWN, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    QUIT(ALL, Phase.values());

    private static final Map<String, Command> BY_NAME =
            Stream.of(values()).collect(Collectors.toMap(Enum::name, Function.identity()));

    private final Access access;
    private final Set<Phase> welcome;

    Command(Access access, Phase... welcome) {
        this.access = access;
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

    /** Of whom a command is taken; one that the server does not know, null, of those who may say anything. */
    static Access access(Command command) {
        return command == null ? KNOWN : command.access;
    }

    /** Whether it introduces the client: its replies have no enhanced status, as it may agree on having some (RFC 2034 3). */
    static boolean isGreeting(Command command) {
        return command == EHLO || command == HELO || command == LHLO;
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
