package dev.postern.smtp.command;

import dev.postern.contract.Data;
import dev.postern.contract.Stage;
import dev.postern.smtp.chain.Outcome;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Refusal;
import dev.postern.smtp.session.Session;
import io.vertx.core.Future;

/** DATA (RFC 5321 4.1.1.4): the message follows, to the line with nothing but a dot. */
final class DataCommand {
    private final Session session;

    DataCommand(Session session) {
        this.session = session;
    }

    Future<PendingReply> data(String argument) {
        if (argument != null) {
            return PendingReply.now(Replies.NO_ARGUMENT);
        }
        if (session.transaction().isBinary()) {
            return PendingReply.now(Replies.SAY_BDAT);
        }
        if (!session.quota().hasRoomFor(0)) {
            return PendingReply.now(session.log().refuse(Refusal.ofServer(Stage.DATA, null, Replies.STORAGE)));
        }
        return session.stages().run(session.transaction(), Stage.DATA, Data::new, this::begin);
    }

    private PendingReply begin(Outcome outcome) {
        return outcome.isRefusal()
                ? PendingReply.say(session.log().refuse(Refusal.of(Stage.DATA, null, outcome)))
                : new PendingReply(Replies.START_INPUT, PendingReply.Next.CONTENT);
    }
}
