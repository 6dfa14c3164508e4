package dev.postern.smtp;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an inbox made of a message. Where one reply stands for all recipients it is all or nothing while nothing can be queued:
 * an answer that takes the message for some of them only is malformed, and the client is told to try again later.
 */
final class Delivery {
    /** By the address asked: the refusal, or null if it was delivered. */
    private final Map<Address, Reply> refusals = new LinkedHashMap<>();

    /** @param decision one to which there is no objection */
    Delivery(Deliver event, Decision decision) {
        Map<Address, DeliveryResult> results =
                decision instanceof Decision.Delivered delivered ? results(delivered) : Map.of();
        Reply otherwise = decision instanceof Decision.Reject reject ? reject.reply() : Replies.NOT_NOW;
        for (Recipient recipient : event.recipients()) {
            DeliveryResult result = results.get(recipient.address());
            boolean taken = result != null && isDelivered(result);
            Reply refusal = taken ? null : Replies.complete(result == null ? otherwise : result.reply());
            refusals.put(recipient.address(), refusal);
        }
    }

    /** What keeps these results from being an answer, or null. */
    static String objection(Deliver event, Decision.Delivered delivered) {
        Set<Address> asked = event.recipients().stream().map(Recipient::address).collect(Collectors.toSet());
        Set<Address> answered = new HashSet<>();
        for (DeliveryResult result : delivered.results()) {
            if (!asked.contains(result.recipient())) {
                return "a result for <" + result.recipient() + ">, who was not asked";
            }
            if (!answered.add(result.recipient())) {
                return "two results for <" + result.recipient() + ">";
            }
        }
        for (Recipient recipient : event.recipients()) {
            if (!answered.contains(recipient.address())) {
                return "no result for <" + recipient.address() + ">";
            }
        }
        boolean some = delivered.results().stream().anyMatch(Delivery::isDelivered);
        return some && !event.apart() && !delivered.results().stream().allMatch(Delivery::isDelivered)
                ? "delivered for some recipients only, expected all or none"
                : null;
    }

    /** The refusal that stands for all; null if the message is taken for anybody. */
    Reply refusal() {
        List<Reply> all = new ArrayList<>(refusals.values());
        if (all.contains(null)) {
            return null;
        }
        return all.stream().filter(Reply::isTransient).findFirst().orElse(all.get(0));
    }

    /** The refusal for one recipient of the event, or null if the message is taken for it. */
    Reply refusal(Recipient recipient) {
        return refusals.get(recipient.address());
    }

    private static Map<Address, DeliveryResult> results(Decision.Delivered delivered) {
        return delivered.results().stream().collect(Collectors.toMap(DeliveryResult::recipient, Function.identity()));
    }

    private static boolean isDelivered(DeliveryResult result) {
        return result.outcome() == DeliveryResult.Outcome.DELIVERED;
    }
}
