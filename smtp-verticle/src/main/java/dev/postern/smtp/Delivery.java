package dev.postern.smtp;

import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.DeliveryResult.Outcome;
import dev.postern.contract.Effect;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * What an inbox made of a message. While nothing can be queued it is all or nothing: an answer that takes the message for
 * some of the recipients only is malformed, and the client is told to try again later.
 *
 * @param decision what the inbox said, or what its failure costs
 * @param reply null if the message is taken, else the refusal
 * @param verdict for observers
 */
record Delivery(Decision decision, Reply reply, Verdict verdict) {
    static Delivery of(Link inbox, Deliver event, Answer given) {
        Answer answer = checked(inbox, event, given);
        Decision decision = answer.failure() == null
                ? answer.decision()
                : answer.failure().price(inbox, Stage.DELIVER, event.connection(), answer);
        Verdict verdict = new Verdict(
                inbox.group(),
                answer.instance(),
                decision.kind().key(),
                answer.milliseconds(),
                0,
                answer.failure() == null ? null : answer.failure().key());
        return new Delivery(decision, refusal(decision), verdict);
    }

    /** The reply {@code 250} with what the effect {@code reply} makes of it. */
    Reply shape(Reply taken) {
        Reply shaped = taken;
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.ReplyText text) {
                shaped = taken.withText(text.status(), text.text());
            }
        }
        return shaped;
    }

    private static Answer checked(Link inbox, Deliver event, Answer answer) {
        if (answer.failure() != null) {
            return answer;
        }
        String objection = Judge.objection(inbox, Stage.DELIVER, answer.decision());
        if (objection == null && answer.decision() instanceof Decision.Delivered delivered) {
            objection = objection(event, delivered.results());
        }
        return objection == null ? answer : answer.malformed(objection);
    }

    private static String objection(Deliver event, List<DeliveryResult> results) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Recipient recipient : event.recipients()) {
            DeliveryResult result = results.stream()
                    .filter(candidate -> candidate.recipient().equals(recipient.address()))
                    .findFirst()
                    .orElse(null);
            if (result == null) {
                return "no result for <" + recipient.address() + ">";
            }
            outcomes.add(result.outcome());
        }
        boolean some = outcomes.contains(Outcome.DELIVERED);
        boolean all = outcomes.stream().allMatch(Outcome.DELIVERED::equals);
        return some && !all ? "delivered for some recipients only, expected all or none" : null;
    }

    private static Reply refusal(Decision decision) {
        if (decision instanceof Decision.Reject reject) {
            return reject.reply();
        }
        if (!(decision instanceof Decision.Delivered delivered)) {
            return Replies.NOT_NOW;
        }
        List<DeliveryResult> results = delivered.results();
        if (results.stream().anyMatch(result -> result.outcome() == Outcome.DELIVERED)) {
            return null;
        }
        return results.stream()
                .filter(result -> result.outcome() == Outcome.LATER)
                .findFirst()
                .orElse(results.get(0))
                .reply();
    }
}
