package dev.postern.smtp;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an inbox made of a message. While nothing can be queued it is all or nothing: an answer that takes the message for
 * some of the recipients only is malformed, and the client is told to try again later.
 */
final class Delivery {
    private Delivery() {}

    /** What keeps these results from being an answer, or null. */
    static String objection(Deliver event, Decision.Delivered delivered) {
        Set<Address> answered = new HashSet<>();
        for (DeliveryResult result : delivered.results()) {
            boolean asked = event.recipients().stream()
                    .anyMatch(recipient -> recipient.address().equals(result.recipient()));
            if (!asked || !answered.add(result.recipient())) {
                return (asked ? "two results for <" : "a result for <")
                        + result.recipient()
                        + (asked ? ">" : ">, who was not asked");
            }
        }
        List<DeliveryResult> results = results(event, delivered);
        int missing = results.indexOf(null);
        if (missing >= 0) {
            return "no result for <" + event.recipients().get(missing).address() + ">";
        }
        boolean some = results.stream().anyMatch(Delivery::isDelivered);
        return some && !results.stream().allMatch(Delivery::isDelivered)
                ? "delivered for some recipients only, expected all or none"
                : null;
    }

    /** The refusal that a decision comes to; null if the message is taken. */
    static Reply refusal(Deliver event, Decision decision) {
        if (decision instanceof Decision.Reject reject) {
            return Replies.complete(reject.reply());
        }
        if (!(decision instanceof Decision.Delivered delivered)) {
            return Replies.NOT_NOW;
        }
        List<DeliveryResult> results = results(event, delivered);
        if (results.stream().allMatch(Delivery::isDelivered)) {
            return null;
        }
        return Replies.complete(results.stream()
                .filter(result -> result.outcome() == DeliveryResult.Outcome.LATER)
                .findFirst()
                .orElse(results.get(0))
                .reply());
    }

    /** One for each recipient asked, or null where there is none. */
    private static List<DeliveryResult> results(Deliver event, Decision.Delivered delivered) {
        Map<Address, DeliveryResult> given =
                delivered.results().stream().collect(Collectors.toMap(DeliveryResult::recipient, Function.identity()));
        return event.recipients().stream()
                .map(recipient -> given.get(recipient.address()))
                .toList();
    }

    private static boolean isDelivered(DeliveryResult result) {
        return result.outcome() == DeliveryResult.Outcome.DELIVERED;
    }
}
