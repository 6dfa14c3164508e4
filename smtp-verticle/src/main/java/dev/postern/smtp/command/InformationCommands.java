package dev.postern.smtp.command;

import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verb;
import dev.postern.smtp.chain.Outcome;
import dev.postern.smtp.protocol.Ascii;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.session.Command;
import dev.postern.smtp.session.CommandLine;
import dev.postern.smtp.session.Extension;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Refusal;
import dev.postern.smtp.session.Session;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** NOOP, VRFY and HELP (RFC 5321 4.1.1.6, 4.1.1.8, 4.1.1.9), and the verbs that only a plugin may know. */
final class InformationCommands {
    /** Verbs of the standard that the server knows, and does not offer (RFC 5321 4.2.4). */
    private static final Set<String> DECLINED = Set.of("EXPN", "TURN", "SEND", "SOML", "SAML", "ETRN");

    private final Session session;
    private boolean secretsMayFollow;
    private boolean international;

    InformationCommands(Session session) {
        this.session = session;
    }

    /** A name, and SMTPUTF8 behind it if the reply may be UTF-8 (RFC 6531 3.1, 3.7.4.2). */
    Future<PendingReply> vrfy(CommandLine given) {
        String argument = given.argument();
        if (argument == null) {
            return PendingReply.now(Replies.missing("VRFY name [SMTPUTF8]"));
        }
        boolean declared = Ascii.upper(argument).endsWith(" SMTPUTF8");
        if (declared && !session.extensions().offers(Extension.SMTPUTF8)) {
            return PendingReply.now(Replies.NO_UTF8);
        }
        if (!declared && !Ascii.isAscii(argument)) {
            return PendingReply.now(Replies.UTF8_RECIPIENT);
        }
        international = declared;
        return ask(given, Replies.NOT_VERIFIED);
    }

    /** Whether the client has said with its last command that it reads UTF-8. */
    boolean isInternational() {
        return international;
    }

    /** The commands that there are. */
    Future<PendingReply> help(CommandLine given) {
        String usable = Stream.of(Command.values())
                .filter(command -> command.isOf(session.listener().protocol()))
                .filter(session.extensions()::has)
                .map(Command::name)
                .collect(Collectors.joining(" "));
        return ask(given, new Reply(214, "2.0.0", List.of("Commands:", usable)));
    }

    /** A verb that plugins may take; else it is refused. */
    Future<PendingReply> unknown(CommandLine given) {
        if (secretsMayFollow && session.client().user() == null) {
            return PendingReply.now(Replies.UNKNOWN);
        }
        return ask(given, DECLINED.contains(given.verb()) ? Replies.NOT_IMPLEMENTED : Replies.UNKNOWN);
    }

    /**
     * A client that does not wait for the answer to AUTH sends its credentials as lines of their own, also when it was refused:
     * a line behind AUTH that is no command is neither asked about nor published.
     */
    void after(Command command) {
        international = false;
        if (command != null) {
            secretsMayFollow = command == Command.AUTH;
        }
    }

    /**
     * Asks the plugins about the command.
     *
     * @param otherwise the reply where they leave it to the server
     */
    Future<PendingReply> ask(CommandLine given, Reply otherwise) {
        return session.stages()
                .run(
                        session.transaction(),
                        Stage.VERB,
                        common -> new Verb(common, given.verb(), given.argument()),
                        outcome -> proceed(outcome, otherwise));
    }

    private PendingReply proceed(Outcome outcome, Reply otherwise) {
        if (outcome.isRefusal()) {
            return PendingReply.say(session.log().refuse(Refusal.of(Stage.VERB, null, outcome)));
        }
        Reply reply = outcome.isAccept() && !otherwise.isPositive() ? Replies.OK : otherwise;
        return PendingReply.say(reply.isPositive() ? outcome.shape(reply) : reply);
    }
}
