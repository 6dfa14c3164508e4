package dev.postern.contract;

import dev.postern.contract.json.Json;
import dev.postern.contract.json.Keyed;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * What became of the message for one recipient.
 *
 * @param recipient as asked ({@link Recipient#address()})
 * @param outcome delivered: durably stored; refused: never; later: not now
 * @param reply 2xx, 5xx or 4xx, as the outcome says
 */
public record DeliveryResult(Address recipient, Outcome outcome, Reply reply) {
    /** The three things that can become of it. */
    public enum Outcome implements Keyed {
        DELIVERED(2),
        REFUSED(5),
        LATER(4);

        private final String key = name().toLowerCase(Locale.ROOT);
        private final int codeClass;

        Outcome(int codeClass) {
            this.codeClass = codeClass;
        }

        @Override
        public String key() {
            return key;
        }
    }

    public DeliveryResult {
        if (reply.code() / 100 != outcome.codeClass) {
            throw new MalformedException("result '" + outcome.key() + "' with code " + reply.code() + ", expected "
                    + outcome.codeClass + "xx");
        }
    }

    /** The message is durably stored for this recipient. */
    public static DeliveryResult delivered(Recipient recipient) {
        return new DeliveryResult(recipient.address(), Outcome.DELIVERED, new Reply(250, "2.1.5", "delivered"));
    }

    /**
     * Never.
     *
     * @param code 500 to 599
     * @param status of class 5, or null
     * @throws MalformedException if one of them is of another class
     */
    public static DeliveryResult refused(Recipient recipient, int code, String status, String text) {
        return new DeliveryResult(recipient.address(), Outcome.REFUSED, new Reply(code, status, text));
    }

    /** Not now: with 451 4.3.0 and this text. */
    public static DeliveryResult later(Recipient recipient, String text) {
        return later(recipient, 451, "4.3.0", text);
    }

    /**
     * Not now.
     *
     * @param code 400 to 499
     * @param status of class 4, or null
     * @throws MalformedException if one of them is of another class
     */
    public static DeliveryResult later(Recipient recipient, int code, String status, String text) {
        return new DeliveryResult(recipient.address(), Outcome.LATER, new Reply(code, status, text));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("recipient", recipient.toJson())
                .put("result", outcome.key())
                .mergeIn(reply.toJson());
    }

    static DeliveryResult fromJson(JsonObject json) {
        DeliveryResult result = new DeliveryResult(
                Json.required("recipient", Json.object(json, "recipient", Address::fromJson)),
                Keyed.of(Outcome.values(), Json.required("result", json.getString("result")), "result"),
                Reply.fromJson(json));
        Json.requireKnown("a result", json, result.toJson());
        return result;
    }
}
