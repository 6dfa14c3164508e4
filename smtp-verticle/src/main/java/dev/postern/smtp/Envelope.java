package dev.postern.smtp;

import dev.postern.contract.Data;
import dev.postern.contract.MailFrom;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Sender;
import dev.postern.contract.Stage;
import io.vertx.core.Future;

/** MAIL, RCPT and DATA (RFC 5321 3.3): each is checked, asked, and carried out. */
final class Envelope {
    /** The most RCPTs of one connection that are judged at the same time. */
    private static final int OVERLAP_LIMIT = 100;

    private static final Future<Step> NOTHING_BEFORE = Future.succeededFuture(Step.SILENCE);

    private final Talk talk;
    private final EsmtpParameters parameters;
    private Future<Step> last = NOTHING_BEFORE;
    private int open;

    Envelope(Talk talk) {
        this.talk = talk;
        this.parameters = new EsmtpParameters(talk, talk.options().limits().message());
    }

    Future<Step> mail(String argument) {
        Sender given;
        try {
            PathParser.Path path = PathParser.mail(argument);
            given = new Sender(path.address(), path.parameters());
        } catch (SyntaxException e) {
            return say(e.reply());
        }
        String what = "mailfrom <" + given.address() + ">";
        Reply objection = parameters.objection(given);
        if (objection == null) {
            objection = bound(given);
        }
        if (objection != null) {
            return Future.succeededFuture(refuse(what, objection));
        }
        Sender sender = EsmtpParameters.trusted(given, talk.client());
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
            PathParser.Path path = PathParser.rcpt(argument);
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
        if (!talk.hasRoomFor(0)) {
            return Future.succeededFuture(refuse(Stage.DATA.key(), Replies.STORAGE));
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

    /** What speaks against one more message now, whoever sends it. */
    private Reply bound(Sender sender) {
        if (talk.transactions() >= talk.options().limits().session().transactions()) {
            return Replies.TOO_MANY_TRANSACTIONS;
        }
        String size = sender.parameters().get("SIZE");
        return talk.hasRoomFor(size == null ? 0 : Long.parseLong(size)) ? null : Replies.STORAGE;
    }

    private Reply objection(Transaction transaction, Recipient recipient) {
        boolean full =
                transaction.accepted() >= talk.options().limits().message().recipients();
        Reply objection = parameters.objection(recipient);
        return objection == null && full ? Replies.TOO_MANY_RECIPIENTS : objection;
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
