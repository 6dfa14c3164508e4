package dev.postern.smtp;

import dev.postern.contract.Data;
import dev.postern.contract.Stage;
import dev.postern.smtp.chain.Outcome;
import dev.postern.smtp.protocol.Replies;
import io.vertx.core.Future;

/** DATA (RFC 5321 4.1.1.4): the message follows, to the line with nothing but a dot. */
final class DataCommand {
    private final Talk talk;

    DataCommand(Talk talk) {
        this.talk = talk;
    }

    Future<Step> data(String argument) {
        if (argument != null) {
            return Step.now(Replies.NO_ARGUMENT);
        }
        if (talk.transaction().isBinary()) {
            return Step.now(Replies.SAY_BDAT);
        }
        if (!talk.room().hasRoomFor(0)) {
            return Step.now(talk.journal().refuse(Refusal.ofServer(Stage.DATA, null, Replies.STORAGE)));
        }
        return talk.occasions().settle(talk.transaction(), Stage.DATA, Data::new, this::begin);
    }

    private Step begin(Outcome outcome) {
        return outcome.isRefusal()
                ? Step.say(talk.journal().refuse(Refusal.of(Stage.DATA, null, outcome)))
                : new Step(Replies.START_INPUT, Step.Next.CONTENT);
    }
}
