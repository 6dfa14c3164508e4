package dev.postern.smtp.delivery;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.smtp.protocol.Replies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an inbox answered for each recipient of a message.
 */
final class DeliveryOutcome {
    /** By the address asked: the refusal, or null if it was delivered. */
    private final Map<Address, Reply> refusals = new LinkedHashMap<>();

    /** @param decision one to which there is no objection */
    DeliveryOutcome(Deliver event, Decision decision) {
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
