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
    /** The most RCPTs of one connection that are judged at the same time. */
    private static final int OVERLAP_LIMIT = 100;

    private final Talk talk;
    private Future<Step> last = Future.succeededFuture(Step.SILENCE);
    private int open;

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
            return Future.succeededFuture(refuse(what, objection));
        }
        Transaction transaction = talk.newTransaction(sender);
        return talk.settle(transaction, Stage.MAILFROM, MailFrom::new, outcome -> {
            if (outcome.isRefusal()) {
                return Step.say(talk.refusal(what, outcome, outcome.refusal()));
            }
            transaction.sender(Rewriting.sender(sender, outcome.effects()));
            talk.begin(transaction);
            return Step.say(outcome.shape(Replies.SENDER_OK));
        });
    }

    /** RCPTs whose step is not there yet. */
    int open() {
        return open;
    }

    /** Whether one more RCPT may be judged while others are, without a limit being overrun by it. */
    boolean overlaps() {
        return open > 0
                && open < OVERLAP_LIMIT
                && talk.transaction().accepted() + open
                        < talk.options().limits().message().recipients()
                && talk.occasions().chain().lineup().overlaps(Stage.RCPTTO);
    }

    /** May overlap with the RCPTs before it; its step is there, and what it changes is done, after theirs. */
    Future<Step> rcpt(String argument) {
        talk.transaction().attempt();
        Future<Step> before = last;
        open++;
        last = rcpt(argument, before).onComplete(done -> open--);
        return last;
    }

    private Future<Step> rcpt(String argument, Future<Step> before) {
        Recipient recipient;
        try {
            EnvelopePath path = PathParser.rcpt(argument);
            recipient = new Recipient(path.address(), path.parameters());
        } catch (SyntaxException e) {
            return after(before, Future.succeededFuture()).map(v -> Step.say(e.reply()));
        }
        String what = "rcptto <" + recipient.address() + ">";
        Reply objection = objection(talk.transaction(), recipient);
        if (objection != null) {
            return after(before, Future.succeededFuture()).map(v -> refuse(what, objection));
        }
        Hearing.Terms terms = talk.occasions().terms().knowing(talk.held());
        Future<Occasions.Heard> heard =
                talk.hear(talk.transaction(), Stage.RCPTTO, common -> new RcptTo(common, recipient), terms);
        return talk.settle(Stage.RCPTTO, after(before, heard), outcome -> {
            if (outcome.isRefusal()) {
                return Step.say(talk.refusal(what, outcome, outcome.refusal()));
            }
            Recipient wanted = Rewriting.recipient(recipient, outcome.effects());
            Reply reply = outcome.isDiscard() ? discard(wanted, outcome.by()) : admit(wanted, outcome);
            return reply.isPositive() ? Step.say(outcome.shape(reply)) : refuse(what, reply);
        });
    }

    /** Whatever became of what was before. */
    private static <T> Future<T> after(Future<?> before, Future<T> then) {
        return before.isComplete() ? then : before.transform(done -> then);
    }

    Future<Step> data(String argument) {
        if (argument != null) {
            return say(Replies.NO_ARGUMENT);
        }
        if (talk.transaction().isBinary()) {
            return say(Replies.SAY_BDAT);
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
        return accept(recipient.inbox() == null ? recipient.withInbox(inbox) : recipient);
    }

    /** While nothing can be queued, one inbox takes the message for all of its recipients or for none. */
    private Reply accept(Recipient recipient) {
        if (!talk.offer().isInbox(recipient.inbox())) {
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
            case "SIZE" -> talk.offer().size() ? size(value) : Replies.PARAMETER;
            case "BODY" -> body(Ascii.upper(value));
            case "PRDR" ->
                !talk.offer().prdr()
                        ? Replies.PARAMETER
                        : value.isEmpty() ? null : Replies.missing("PRDR without a value");
            case "SMTPUTF8" ->
                !talk.offer().international()
                        ? Replies.PARAMETER
                        : value.isEmpty() ? null : Replies.missing("SMTPUTF8 without a value");
            case "AUTH" ->
                !talk.offer().authIsOffered()
                        ? Replies.PARAMETER
                        : value.isEmpty() ? Replies.missing("AUTH=mailbox or AUTH=<>") : null;
            default -> talk.offer().adds(keyword) ? null : Replies.PARAMETER;
        };
    }

    /** RFC 1870: up to 20 digits. */
    private Reply size(String value) {
        if (!value.matches("\\d{1,20}")) {
            return Replies.missing("SIZE=octets");
        }
        boolean tooLarge = value.length() > 18
                || Long.parseLong(value) > talk.options().limits().message().size();
        return tooLarge ? Replies.TOO_LARGE : null;
    }

    private Reply body(String value) {
        if (!talk.offer().eightBit()) {
            return Replies.PARAMETER;
        }
        if (value.equals("BINARYMIME")) {
            return talk.offer().binary() ? null : Replies.PARAMETER;
        }
        return value.equals("7BIT") || value.equals("8BITMIME") ? null : Replies.missing("BODY=7BIT or BODY=8BITMIME");
    }

    private Reply objection(Transaction transaction, Recipient recipient) {
        if (!recipient.parameters().keySet().stream().allMatch(talk.offer()::adds)) {
            return Replies.PARAMETER;
        }
        if (recipient.address().isInternational() && !transaction.isInternational()) {
            return Replies.UTF8_ADDRESS;
        }
        boolean full =
                transaction.accepted() >= talk.options().limits().message().recipients();
        return full ? Replies.TOO_MANY_RECIPIENTS : null;
    }

    private Step refuse(String what, Reply reply) {
        Reply refusal = talk.soften(reply);
        talk.journal().refused(what, Journal.SERVER, refusal);
        return Step.say(refusal);
    }

    private static Future<Step> say(Reply reply) {
        return Future.succeededFuture(Step.say(reply));
    }
}
