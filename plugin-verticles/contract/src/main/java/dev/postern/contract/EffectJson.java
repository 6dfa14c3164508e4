package dev.postern.contract;

import dev.postern.contract.json.Json;
import dev.postern.contract.json.Keyed;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonObject;

/** Effects as JSON. They are read strictly: every field must be known, and every argument that an effect needs must be there. */
final class EffectJson {
    private EffectJson() {}

    static Effect read(JsonObject json) {
        EffectKind kind = Keyed.of(EffectKind.values(), Json.required("effect", json.getString("effect")), "effect");
        Effect effect = read(kind, json);
        Json.requireKnown("effect '" + kind.key() + "'", json, effect.toJson());
        return effect;
    }

    private static Effect read(EffectKind kind, JsonObject json) {
        return switch (kind) {
            case SEND -> new Effect.Send(json.getBuffer("octets"));
            case DATA -> new Effect.Data(json.getJsonObject("data"));
            case DELAY -> new Effect.Delay(Json.required("milliseconds", Json.whole(json, "milliseconds")));
            case AUTHENTICATED -> authenticated(json.getValue("user"));
            case REPLY -> new Effect.ReplyText(json.getString("status"), Json.strings(json, "text"));
            case EXTENSIONS -> new Effect.Extensions(Json.strings(json, "add"), Json.strings(json, "hide"));
            case SENDER -> new Effect.NewSender(address(json));
            case RECIPIENT -> new Effect.NewRecipient(Json.object(json, "of", Address::fromJson), address(json));
            case INBOX -> new Effect.Inbox(json.getString("group"));
            case HEADER -> header(json);
            case BODY -> new Effect.Body(json.getBuffer("octets"));
            case ADD -> new Effect.Add(address(json));
            case REMOVE -> new Effect.Remove(address(json));
            case QUARANTINE -> new Effect.Quarantine(json.getString("reason"));
        };
    }

    private static Effect.Header header(JsonObject json) {
        Integer index = Json.whole(json, "index");
        return new Effect.Header(
                Keyed.of(
                        Effect.Header.Action.values(),
                        Json.required("action", json.getString("action")),
                        "header action"),
                json.getString("name"),
                json.getString("value"),
                index == null ? 0 : index);
    }

    private static Address address(JsonObject json) {
        JsonObject given = json.getJsonObject("address");
        if (given == null) {
            return null;
        }
        Address address = Address.fromJson(given);
        Json.requireKnown("effect '" + json.getString("effect") + "': 'address'", given, address.toJson());
        return address;
    }

    private static Effect.Authenticated authenticated(Object user) {
        if (user instanceof String name && !name.isEmpty()) {
            return new Effect.Authenticated(name);
        }
        if (Boolean.FALSE.equals(user)) {
            return new Effect.Authenticated(null);
        }
        throw new MalformedException("effect 'authenticated' with user " + user + ", expected a name or false");
    }

    /** The arguments stand beside the effect's name. */
    static JsonObject write(Effect effect) {
        JsonObject json = new JsonObject().put("effect", effect.kind().key());
        switch (effect.kind()) {
            case SEND -> json.put("octets", ((Effect.Send) effect).octets());
            case DATA -> json.put("data", ((Effect.Data) effect).data().copy());
            case DELAY -> json.put("milliseconds", ((Effect.Delay) effect).milliseconds());
            case AUTHENTICATED -> writeUser(json, ((Effect.Authenticated) effect).user());
            case REPLY -> writeReply(json, (Effect.ReplyText) effect);
            case EXTENSIONS -> writeExtensions(json, (Effect.Extensions) effect);
            case SENDER -> writeAddress(json, ((Effect.NewSender) effect).address());
            case RECIPIENT -> writeRecipient(json, (Effect.NewRecipient) effect);
            case INBOX -> json.put("group", ((Effect.Inbox) effect).group());
            case HEADER -> writeHeader(json, (Effect.Header) effect);
            case BODY -> json.put("octets", ((Effect.Body) effect).octets());
            case ADD -> writeAddress(json, ((Effect.Add) effect).address());
            case REMOVE -> writeAddress(json, ((Effect.Remove) effect).address());
            case QUARANTINE -> json.put("reason", ((Effect.Quarantine) effect).reason());
        }
        return json;
    }

    private static void writeUser(JsonObject json, String user) {
        json.put("user", user == null ? Boolean.FALSE : user);
    }

    private static void writeReply(JsonObject json, Effect.ReplyText reply) {
        Json.put(json, "status", reply.status()).put("text", Json.array(reply.text(), line -> line));
    }

    private static void writeExtensions(JsonObject json, Effect.Extensions extensions) {
        json.put("add", Json.array(extensions.add(), line -> line));
        json.put("hide", Json.array(extensions.hide(), keyword -> keyword));
    }

    private static void writeRecipient(JsonObject json, Effect.NewRecipient recipient) {
        Json.put(json, "of", recipient.of() == null ? null : recipient.of().toJson());
        writeAddress(json, recipient.address());
    }

    private static void writeHeader(JsonObject json, Effect.Header header) {
        json.put("action", header.action().key()).put("name", header.name());
        Json.put(json, "value", header.value()).put("index", header.index());
    }

    private static void writeAddress(JsonObject json, Address address) {
        json.put("address", address.toJson());
    }
}
