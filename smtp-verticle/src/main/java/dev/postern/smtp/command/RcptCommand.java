package dev.postern.smtp.command;

import dev.postern.contract.RcptTo;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.chain.AskOptions;
import dev.postern.smtp.chain.EffectApplier;
import dev.postern.smtp.chain.Outcome;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.PathParser;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.protocol.SyntaxException;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Refusal;
import dev.postern.smtp.session.Session;
import dev.postern.smtp.session.StageRunner;
import io.vertx.core.Future;

/** RCPT (RFC 5321 4.1.1.3): adds a recipient to the open transaction. Several that a client pipelined may be judged at once. */
final class RcptCommand {
    /** The most RCPTs of one connection that are judged at the same time. */
    private static final int OVERLAP_LIMIT = 100;

    private static final Future<PendingReply> NOTHING_BEFORE = Future.succeededFuture(PendingReply.SILENCE);

    private final Session session;
    private final EsmtpParameters parameters;
    private final Limits.PerMessage limits;
    private final SmtpOptions.Inboxes inboxes;
    private Future<PendingReply> last = NOTHING_BEFORE;
    private int open;

    RcptCommand(Session session, EsmtpParameters parameters, Limits.PerMessage limits, SmtpOptions.Inboxes inboxes) {
        this.session = session;
        this.parameters = parameters;
        this.limits = limits;
        this.inboxes = inboxes;
    }

    /** RCPTs whose step is not there yet. */
    int open() {
        return open;
    }

    /** Whether one more RCPT may be judged while others are, without a limit being overrun by it. */
    boolean overlaps() {
        return open > 0
                && open < OVERLAP_LIMIT
                && session.transaction().accepted() + open < limits.recipients()
                && session.stages().chain().plan().overlaps(Stage.RCPTTO);
    }

    /** May overlap with the RCPTs before it; its step is there, and what it changes is done, after theirs. */
    Future<PendingReply> rcpt(String argument) {
        session.transaction().attempt();
        Future<PendingReply> before = last;
        open++;
        last = rcpt(argument, before).onComplete(done -> open--);
        return last;
    }

    private Future<PendingReply> rcpt(String argument, Future<PendingReply> before) {
        Recipient recipient;
        try {
            recipient = PathParser.rcpt(argument);
        } catch (SyntaxException e) {
            return after(before, PendingReply.now(e.reply()));
        }
        Reply objection = objection(recipient);
        if (objection != null) {
            return after(before, Future.succeededFuture()).map(now -> refuse(recipient, objection));
        }
        StageRunner stages = session.stages();
        AskOptions terms = stages.terms().knowing(stages.held());
        Future<StageRunner.Result> asked =
                stages.ask(session.transaction(), Stage.RCPTTO, common -> new RcptTo(common, recipient), terms);
        return stages.run(Stage.RCPTTO, after(before, asked), outcome -> proceed(recipient, outcome));
    }

    /** Continues once the RCPT before is done, whatever its reply. */
    private static <T> Future<T> after(Future<?> before, Future<T> then) {
        return before.isComplete() ? then : before.transform(done -> then);
    }

    private PendingReply proceed(Recipient recipient, Outcome outcome) {
        if (outcome.isRefusal()) {
            return PendingReply.say(session.log().refuse(Refusal.of(Stage.RCPTTO, recipient.address(), outcome)));
        }
        Recipient wanted = EffectApplier.recipient(recipient, outcome.effects());
        if (outcome.isDiscard()) {
            session.discard(wanted, outcome.by());
            return PendingReply.say(outcome.shape(Replies.RECIPIENT_OK));
        }
        Reply reply = admit(wanted, outcome);
        return reply.isPositive() ? PendingReply.say(outcome.shape(reply)) : refuse(recipient, reply);
    }

    /** A recipient needs a group that admits it, or a client that has logged in and may relay. */
    private Reply admit(Recipient recipient, Outcome outcome) {
        String inbox;
        if (outcome.opened()) {
            inbox = inboxes.local();
        } else if (session.client().user() != null && inboxes.relay() != null) {
            inbox = inboxes.relay();
        } else {
            return outcome.failed() ? Replies.NOT_NOW : Replies.NO_RELAY;
        }
        return accept(recipient.inbox() == null ? recipient.withInbox(inbox) : recipient);
    }

    /** While nothing can be queued, one inbox takes the message for all of its recipients or for none. */
    private Reply accept(Recipient recipient) {
        if (!session.stages().chain().isInbox(recipient.inbox())) {
            return Replies.NOT_NOW;
        }
        String inbox = session.transaction().inbox();
        if (inbox != null && !inbox.equals(recipient.inbox())) {
            return Replies.OTHER_INBOX;
        }
        session.accept(recipient);
        return Replies.RECIPIENT_OK;
    }

    private Reply objection(Recipient recipient) {
        Reply objection = parameters.objection(recipient);
        boolean full = session.transaction().accepted() >= limits.recipients();
        return objection == null && full ? Replies.TOO_MANY_RECIPIENTS : objection;
    }

    private PendingReply refuse(Recipient recipient, Reply reply) {
        return PendingReply.say(session.log().refuse(Refusal.ofServer(Stage.RCPTTO, recipient.address(), reply)));
    }
}
