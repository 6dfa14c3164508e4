package dev.postern.smtp;

import dev.postern.contract.Data;
import dev.postern.contract.MailFrom;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Sender;
import dev.postern.contract.Stage;
import io.vertx.core.Future;
import java.util.Map;

/** MAIL, RCPT and DATA (RFC 5321 3.3): each is checked, asked, and carried out. */
final class Envelope {
    private final Talk talk;

    Envelope(Talk talk) {
        this.talk = talk;
    }

    Future<Step> mail(String argument) {
        Sender sender;
        try {
            EnvelopePath path = PathParser.mail(argument);
            sender = new Sender(path.address(), path.parameters());
        } catch (SyntaxException e) {
            return say(e.reply());
        }
        String what = "mailfrom <" + sender.address() + ">";
        Reply objection = objection(sender);
        if (objection != null) {
            return refuse(what, objection);
        }
        Transaction transaction = talk.newTransaction(sender);
        return talk.settle(transaction, Stage.MAILFROM, MailFrom::new, outcome -> {
            if (outcome.isRefusal()) {
                return Step.say(talk.refusal(what, outcome, outcome.refusal()));
            }
            talk.begin(transaction);
            return Step.say(outcome.shape(Replies.SENDER_OK));
        });
    }

    Future<Step> rcpt(String argument) {
        Transaction transaction = talk.transaction();
        transaction.attempt();
        Recipient recipient;
        try {
            EnvelopePath path = PathParser.rcpt(argument);
            recipient = new Recipient(path.address(), path.parameters());
        } catch (SyntaxException e) {
            return say(e.reply());
        }
        String what = "rcptto <" + recipient.address() + ">";
        Reply objection = objection(transaction, recipient);
        if (objection != null) {
            return refuse(what, objection);
        }
        return talk.settle(Stage.RCPTTO, common -> new RcptTo(common, recipient), outcome -> {
            if (outcome.isRefusal()) {
                return Step.say(talk.refusal(what, outcome, outcome.refusal()));
            }
            Reply reply = outcome.isDiscard() ? discard(recipient, outcome.by()) : admit(recipient, outcome);
            if (!reply.isPositive()) {
                talk.journal().refused(what, Journal.SERVER, reply);
                return Step.say(reply);
            }
            return Step.say(outcome.shape(reply));
        });
    }

    Future<Step> data(String argument) {
        if (argument != null) {
            return say(Replies.NO_ARGUMENT);
        }
        return talk.settle(
                Stage.DATA,
                Data::new,
                outcome -> outcome.isRefusal()
                        ? Step.say(talk.refusal(Stage.DATA, outcome))
                        : new Step(Replies.START_INPUT, Step.Next.CONTENT));
    }

    private Reply discard(Recipient recipient, String by) {
        talk.transaction().discard(recipient, by);
        talk.become(Phase.RECIPIENT_GIVEN);
        return Replies.RECIPIENT_OK;
    }

    /** Nobody relays by accident: a recipient is opened by a group that admits, or by who the client is. */
    private Reply admit(Recipient recipient, Outcome outcome) {
        SmtpOptions.Inboxes inboxes = talk.options().policy().inboxes();
        String inbox;
        if (outcome.opened()) {
            inbox = inboxes.local();
        } else if (talk.client().user() != null && inboxes.relay() != null) {
            inbox = inboxes.relay();
        } else {
            return outcome.failed() ? Replies.NOT_NOW : Replies.NO_RELAY;
        }
        return accept(recipient.withInbox(outcome.inbox() == null ? inbox : outcome.inbox()));
    }

    /** While nothing can be queued, one inbox takes the message for all of its recipients or for none. */
    private Reply accept(Recipient recipient) {
        if (!talk.extensions().isInbox(recipient.inbox())) {
            return Replies.NOT_NOW;
        }
        Transaction transaction = talk.transaction();
        if (transaction.inbox() != null && !transaction.inbox().equals(recipient.inbox())) {
            return Replies.OTHER_INBOX;
        }
        transaction.add(recipient);
        talk.become(Phase.RECIPIENT_GIVEN);
        return Replies.RECIPIENT_OK;
    }

    private Reply objection(Sender sender) {
        for (Map.Entry<String, String> parameter : sender.parameters().entrySet()) {
            Reply objection = talk.client().greeting().esmtp()
                    ? objection(parameter.getKey(), parameter.getValue())
                    : Replies.PARAMETER;
            if (objection != null) {
                return objection;
            }
        }
        boolean declared = sender.parameters().containsKey("SMTPUTF8");
        return sender.address().isInternational() && !declared ? Replies.UTF8_ADDRESS : null;
    }

    private Reply objection(String keyword, String value) {
        return switch (keyword) {
            case "SIZE" -> size(value);
            case "BODY" -> body(Ascii.upper(value));
            case "SMTPUTF8" ->
                !talk.extensions().international()
                        ? Replies.PARAMETER
                        : value.isEmpty() ? null : Replies.missing("SMTPUTF8 without a value");
            case "AUTH" ->
                !talk.extensions().authIsOffered(talk.isEncrypted())
                        ? Replies.PARAMETER
                        : value.isEmpty() ? Replies.missing("AUTH=mailbox or AUTH=<>") : null;
            default -> Replies.PARAMETER;
        };
    }

    /** RFC 1870: up to 20 digits. */
    private Reply size(String value) {
        if (!value.matches("\\d{1,20}")) {
            return Replies.missing("SIZE=octets");
        }
        boolean tooLarge = value.length() > 18
                || Long.parseLong(value) > talk.options().limits().size();
        return tooLarge ? Replies.TOO_LARGE : null;
    }

    private Reply body(String value) {
        if (!talk.extensions().eightBit()) {
            return Replies.PARAMETER;
        }
        return value.equals("7BIT") || value.equals("8BITMIME") ? null : Replies.missing("BODY=7BIT or BODY=8BITMIME");
    }

    private Reply objection(Transaction transaction, Recipient recipient) {
        if (!recipient.parameters().isEmpty()) {
            return Replies.PARAMETER;
        }
        if (recipient.address().isInternational() && !transaction.isInternational()) {
            return Replies.UTF8_ADDRESS;
        }
        boolean full = transaction.accepted() >= talk.options().limits().recipients();
        return full ? Replies.TOO_MANY_RECIPIENTS : null;
    }

    private Future<Step> refuse(String what, Reply reply) {
        talk.journal().refused(what, Journal.SERVER, reply);
        return say(reply);
    }

    private static Future<Step> say(Reply reply) {
        return Future.succeededFuture(Step.say(reply));
    }
}
