package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/**
 * An inbox is asked to take responsibility for the message: {@link #recipients()} are those to deliver to, and the answer
 * has one result for each of them. Delivering is idempotent by (transaction, recipient).
 *
 * @param content the message with one {@code Received} field (RFC 5321 4.4) before it; {@code Return-Path} and {@code
 *     Delivered-To} are the inbox's to add
 * @param apart whether the client gets a reply for each recipient (LMTP, PRDR), so that the results may differ; else the
 *     message is taken for all of them or for none
 */
public record Deliver(EventHeader common, ContentReference content, boolean apart) implements Event {
    @Override
    public Stage stage() {
        return Stage.DELIVER;
    }

    @Override
    public Deliver with(EventHeader other) {
        return new Deliver(other, content, apart);
    }

    @Override
    public Event told() {
        return new Deliver(common.with(EventHeader.Ask.NONE), content.told(), apart);
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject().put("content", content.toJson()).put("apart", apart);
    }
}
