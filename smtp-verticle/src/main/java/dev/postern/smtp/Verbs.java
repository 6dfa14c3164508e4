package dev.postern.smtp;

import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verb;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands beside a transaction (RFC 5321 4.1.1.6 to 4.1.1.10), and those that only a plugin may know. */
final class Verbs {
    /** Verbs of the standard that the server knows, and does not offer (RFC 5321 4.2.4). */
    private static final Set<String> DECLINED = Set.of("EXPN", "TURN", "SEND", "SOML", "SAML", "ETRN");

    private final Talk talk;
    private boolean secretsMayFollow;
    private boolean international;

    Verbs(Talk talk) {
        this.talk = talk;
    }

    Future<Step> noop(CommandLine given) {
        return settle(given, Replies.OK);
    }

    /** A name, and SMTPUTF8 behind it if the reply may be UTF-8 (RFC 6531 3.1, 3.7.4.2). */
    Future<Step> vrfy(CommandLine given) {
        String argument = given.argument();
        if (argument == null) {
            return say(Replies.missing("VRFY name [SMTPUTF8]"));
        }
        boolean declared = Ascii.upper(argument).endsWith(" SMTPUTF8");
        if (declared && !talk.offer().offers(Extension.SMTPUTF8)) {
            return say(Replies.NO_UTF8);
        }
        if (!declared && !Ascii.isAscii(argument)) {
            return say(Replies.UTF8_RECIPIENT);
        }
        international = declared;
        return settle(given, Replies.NOT_VERIFIED);
    }

    /** Whether the client has said with its last command that it reads UTF-8. */
    boolean isInternational() {
        return international;
    }

    /** The commands that there are (RFC 5321 4.1.1.8). */
    Future<Step> help(CommandLine given) {
        String usable = Stream.of(Command.values())
                .filter(command -> command.isOf(talk.listener().protocol()))
                .filter(talk.offer()::has)
                .map(Command::name)
                .collect(Collectors.joining(" "));
        return settle(given, new Reply(214, "2.0.0", List.of("Commands:", usable)));
    }

    Future<Step> quit(String argument) {
        if (argument != null) {
            return say(Replies.NO_ARGUMENT);
        }
        Reply bye = new Reply(221, "2.0.0", talk.options().hostname() + " closing connection");
        talk.occasions().inform(talk.transaction(), Stage.VERB, common -> new Verb(common, "QUIT", null), bye);
        talk.lose("quit");
        return Future.succeededFuture(Step.close(bye));
    }

    /** A verb that plugins may take; else it is refused. */
    Future<Step> unknown(CommandLine given) {
        if (secretsMayFollow && talk.client().user() == null) {
            return say(Replies.UNKNOWN);
        }
        return settle(given, DECLINED.contains(given.verb()) ? Replies.NOT_IMPLEMENTED : Replies.UNKNOWN);
    }

    /**
     * A client that does not wait for the answer to AUTH sends its credentials as lines of their own, also when it was refused:
     * what follows AUTH and is no command is neither asked nor told.
     */
    void after(Command command) {
        international = false;
        if (command != null) {
            secretsMayFollow = command == Command.AUTH;
        }
    }

    private Future<Step> settle(CommandLine given, Reply otherwise) {
        return talk.settle(Stage.VERB, common -> new Verb(common, given.verb(), given.argument()), outcome -> {
            if (outcome.isRefusal()) {
                return Step.say(talk.refusal(Stage.VERB, outcome));
            }
            boolean known = otherwise.isPositive();
            Reply reply = outcome.isAccept() && !known ? Replies.OK : otherwise;
            return Step.say(reply.isPositive() ? outcome.shape(reply) : reply);
        });
    }

    private static Future<Step> say(Reply reply) {
        return Future.succeededFuture(Step.say(reply));
    }
}
