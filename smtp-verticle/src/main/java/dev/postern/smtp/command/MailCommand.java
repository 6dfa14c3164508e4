package dev.postern.smtp.command;

import dev.postern.contract.MailFrom;
import dev.postern.contract.Reply;
import dev.postern.contract.Sender;
import dev.postern.contract.Stage;
import dev.postern.smtp.chain.EffectApplier;
import dev.postern.smtp.chain.Outcome;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.protocol.PathParser;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.protocol.SyntaxException;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Refusal;
import dev.postern.smtp.session.Session;
import dev.postern.smtp.session.Transaction;
import io.vertx.core.Future;

/** MAIL (RFC 5321 4.1.1.2): begins a transaction. */
final class MailCommand {
    private final Session session;
    private final EsmtpParameters parameters;
    private final Limits.PerConnection limits;

    MailCommand(Session session, EsmtpParameters parameters, Limits.PerConnection limits) {
        this.session = session;
        this.parameters = parameters;
        this.limits = limits;
    }

    Future<PendingReply> mail(String argument) {
        Sender given;
        try {
            given = PathParser.mail(argument);
        } catch (SyntaxException e) {
            return PendingReply.now(e.reply());
        }
        Reply objection = objection(given);
        if (objection != null) {
            Refusal refusal = Refusal.ofServer(Stage.MAILFROM, given.address(), objection);
            return PendingReply.now(session.log().refuse(refusal));
        }
        Transaction transaction = session.newTransaction(EsmtpParameters.trusted(given, session.client()));
        return session.stages().run(transaction, Stage.MAILFROM, MailFrom::new, outcome -> begin(transaction, outcome));
    }

    private PendingReply begin(Transaction transaction, Outcome outcome) {
        Sender sender = transaction.sender();
        if (outcome.isRefusal()) {
            return PendingReply.say(session.log().refuse(Refusal.of(Stage.MAILFROM, sender.address(), outcome)));
        }
        transaction.sender(EffectApplier.sender(sender, outcome.effects()));
        session.begin(transaction);
        return PendingReply.say(outcome.shape(Replies.SENDER_OK));
    }

    /** What is wrong with the sender, or speaks against one more message now, whoever sends it; or null. */
    private Reply objection(Sender sender) {
        Reply objection = parameters.objection(sender);
        if (objection == null && session.transactions() >= limits.transactions()) {
            return Replies.TOO_MANY_TRANSACTIONS;
        }
        String size = sender.parameters().get("SIZE");
        return objection == null && !session.quota().hasRoomFor(size == null ? 0 : Long.parseLong(size))
                ? Replies.STORAGE
                : objection;
    }
}
