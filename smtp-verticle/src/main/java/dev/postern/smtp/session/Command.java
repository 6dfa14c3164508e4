package dev.postern.smtp.session;

import static dev.postern.smtp.session.Command.Requires.LOGIN;
import static dev.postern.smtp.session.Command.Requires.NOTHING;
import static dev.postern.smtp.session.Command.Requires.TLS;
import static dev.postern.smtp.session.State.CHUNKING;
import static dev.postern.smtp.session.State.GREETED;
import static dev.postern.smtp.session.State.READY;
import static dev.postern.smtp.session.State.RECIPIENT_GIVEN;
import static dev.postern.smtp.session.State.SENDER_GIVEN;

import dev.postern.contract.Client;
import dev.postern.contract.Reply;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Replies;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands: what a client has to have done before each, and in which states it is allowed (RFC 5321 4.1.4). */
public enum Command {
    LHLO(NOTHING, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    EHLO(NOTHING, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    HELO(TLS, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    /** Of no RFC: Postfix's XCLIENT_README. */
    XCLIENT(NOTHING, GREETED, READY),
    STARTTLS(NOTHING, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    AUTH(TLS, READY),
    MAIL(LOGIN, READY),
    RCPT(LOGIN, SENDER_GIVEN, RECIPIENT_GIVEN),
    DATA(LOGIN, RECIPIENT_GIVEN),
    BDAT(LOGIN, RECIPIENT_GIVEN, CHUNKING),
    RSET(TLS, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    NOOP(NOTHING, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    VRFY(LOGIN, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    HELP(LOGIN, GREETED, READY, SENDER_GIVEN, RECIPIENT_GIVEN, CHUNKING),
    QUIT(NOTHING, State.values());

    private static final Map<String, Command> BY_NAME =
            Stream.of(values()).collect(Collectors.toMap(Enum::name, Function.identity()));

    private final Requires requires;
    private final Set<State> welcome;

    /** What a client has to have done; each demands what those before it do. */
    enum Requires {
        NOTHING,
        /** To have begun TLS, where the listener demands it (RFC 3207 4). */
        TLS,
        /** To have logged in, where the listener demands it (RFC 4954 6). */
        LOGIN
    }

    Command(Requires requires, State... welcome) {
        this.requires = requires;
        this.welcome = EnumSet.copyOf(Set.of(welcome));
    }

    /** Whether it is a command of this protocol at all (RFC 2033 4.1). */
    public boolean isOf(SmtpOptions.Protocol protocol) {
        return switch (this) {
            case LHLO -> protocol == SmtpOptions.Protocol.LMTP;
            case EHLO, HELO -> protocol == SmtpOptions.Protocol.SMTP;
            default -> true;
        };
    }

    /** Why this command (null for an unknown verb) cannot be carried out in this session now, or null if it can. */
    public static Reply objection(Command command, Session session) {
        Reply refusal = refusal(command, session.listener(), session.client());
        boolean welcome = command == null || command.welcome.contains(session.state());
        return refusal == null && !welcome ? outOfOrder(command, session) : refusal;
    }

    private static Reply outOfOrder(Command command, Session session) {
        boolean content = command == DATA || command == BDAT;
        if (content && session.state() == SENDER_GIVEN && session.transaction().attempts() > 0) {
            return session.isLmtp() ? Replies.NO_RECIPIENTS_LMTP : Replies.NO_RECIPIENTS;
        }
        return switch (session.state()) {
            case GREETED -> session.isLmtp() ? Replies.SAY_LHLO_FIRST : Replies.SAY_HELO_FIRST;
            case READY -> Replies.SAY_MAIL_FIRST;
            case SENDER_GIVEN -> content ? Replies.SAY_RCPT_FIRST : Replies.OUT_OF_ORDER;
            default -> Replies.OUT_OF_ORDER;
        };
    }

    /** What a client without TLS or a login gets that needs one for this command (null for an unknown verb), or null. */
    public static Reply refusal(Command command, SmtpOptions.Listener listener, Client client) {
        Requires requires = command == null ? LOGIN : command.requires;
        if (requires != NOTHING && listener.security().required() && client.tls() == null) {
            return Replies.TLS_FIRST;
        }
        boolean loginFirst = listener.login().auth() == SmtpOptions.Demand.REQUIRED && client.user() == null;
        return requires == LOGIN && loginFirst ? Replies.LOGIN_FIRST : null;
    }

    /** Whether it introduces the client. */
    public static boolean isGreeting(Command command) {
        return command == EHLO || command == HELO || command == LHLO;
    }

    /**
     * A reply to this command (null for an unknown verb): to EHLO, HELO and LHLO it has no enhanced status, as the client has not
     * been offered ENHANCEDSTATUSCODES yet (RFC 2034 3).
     */
    public static Reply reply(Command command, Reply reply) {
        return isGreeting(command) ? new Reply(reply.code(), null, reply.text()) : reply;
    }

    /** The command of that upper-case name in any protocol, or null if there is none. */
    static Command of(String verb) {
        return BY_NAME.get(verb);
    }
}
