package dev.postern.smtp.command;

import dev.postern.contract.Client;
import dev.postern.contract.Helo;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.chain.Outcome;
import dev.postern.smtp.protocol.DomainName;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.session.Command;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Refusal;
import dev.postern.smtp.session.Session;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** EHLO, HELO and LHLO (RFC 5321 4.1.1.1, RFC 2033 4.1): the client says who it is, and is offered the extensions. */
final class HeloCommand {
    private static final Reply WELCOME = new Reply(250, null, "greets you");

    private final Session session;
    private final String hostname;

    HeloCommand(Session session, String hostname) {
        this.session = session;
        this.hostname = hostname;
    }

    Future<PendingReply> helo(Command command, String name) {
        if (!DomainName.isHeloName(name)) {
            return PendingReply.now(Command.reply(command, Replies.missing(command + " domain")));
        }
        Client.Greeting said = new Client.Greeting(name, command != Command.HELO);
        return session.stages()
                .run(
                        null,
                        Stage.HELO,
                        common -> new Helo(common, command.name(), name),
                        outcome -> proceed(command, said, outcome))
                .map(step -> {
                    if (step.isYes()) {
                        session.reset("helo");
                    }
                    return step;
                });
    }

    private PendingReply proceed(Command command, Client.Greeting said, Outcome outcome) {
        if (outcome.isRefusal()) {
            Reply reply = Command.reply(command, outcome.refusal());
            return PendingReply.say(session.log().refuse(Refusal.of(Stage.HELO, null, outcome, reply)));
        }
        session.introduced(said, outcome.effects());
        Reply welcome = Replies.asGreeting(hostname, outcome.shape(WELCOME));
        if (command == Command.HELO) {
            return PendingReply.say(welcome);
        }
        List<String> lines = new ArrayList<>(List.of(welcome.text().get(0)));
        lines.addAll(session.extensions().lines());
        return PendingReply.say(new Reply(250, null, lines));
    }
}
